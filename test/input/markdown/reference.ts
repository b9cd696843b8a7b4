import { type MarkedToken, marked, type Token, type Tokens } from "marked";
import { isPronounceable } from "../../../src/input/markdown/symbols.ts";

/** The parser leaves these to the browser. */
const CHARACTERS = new Map([
  ["&amp;", "&"],
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&#39;", "'"],
  ["&#x2014;", "—"],
]);

/**
 * What a parser of whole documents finds to be said, in the form of `paragraphs`: an entry for each paragraph, heading, item
 * or row, and for code the notice in its place.
 */
export function referenceText(markdown: string): string[] {
  return marked.lexer(markdown, { gfm: true }).flatMap(blockText);
}

function blockText(token: Token): string[] {
  const block = token as MarkedToken;
  switch (block.type) {
    case "code": {
      const lines = block.raw.trimEnd().split("\n").length - 2;
      return [lines === 0 ? "<コード>" : `<コード、${lines}行>`];
    }
    case "blockquote":
      return block.tokens.flatMap(blockText);
    case "list":
      return block.items.flatMap((item) => item.tokens.flatMap(blockText));
    case "table":
      return [block.header, ...block.rows].flatMap((row) => said(rowText(row)));
    case "heading":
    case "paragraph":
    case "text":
      return said(inlineText(block.tokens ?? []));
    default:
      // Rules, definitions, HTML, blank lines and the boxes of tasks.
      return [];
  }
}

function said(text: string): string[] {
  return isPronounceable(text) ? [tidy(text)] : [];
}

function tidy(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function rowText(cells: readonly Tokens.TableCell[]): string {
  let row = "";
  let joint = "";
  for (const { text, tokens } of cells) {
    const spoken = tidy(inlineText(tokens));
    if (!isPronounceable(spoken)) continue;
    row += joint + spoken;
    // Cells are parted by a comma, but not behind the end of a sentence.
    joint = /[.,:;!?][*_~]*$/.test(text) ? " " : ", ";
  }
  return row;
}

function inlineText(tokens: readonly Token[]): string {
  return tokens.map((token) => spanText(token as MarkedToken)).join("");
}

function spanText(span: MarkedToken): string {
  switch (span.type) {
    case "strong":
    case "em":
    case "del":
      return inlineText(span.tokens);
    case "link":
      // An address that is its own text is only its host.
      return span.raw.startsWith("<http") ? new URL(span.href).host : inlineText(span.tokens);
    case "image":
    case "codespan":
    case "escape":
      return span.text;
    case "br":
      return " ";
    case "html":
      return span.text.startsWith("<br") ? " " : "";
    case "text":
      return span.text.replace(/&[#\w]+;/g, (entity) => CHARACTERS.get(entity) ?? entity);
    default:
      return "";
  }
}
