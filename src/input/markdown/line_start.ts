import { bracketLine } from "./bracket_line.ts";
import { LONGEST_RUN, runLength } from "./spans.ts";

/** What the start of a line makes of it. `skip` counts the characters that belong to the mark. */
export type LineStart =
  | { kind: "blank" | "rule" | "dropped" | "row" }
  /** `apart`: it does not go on with the paragraph before. */
  | { kind: "text"; apart: boolean }
  | { kind: "quote" | "item"; skip: number }
  /** Its words end at `to`. */
  | { kind: "heading"; skip: number; to: number }
  /** A quotation's title, which stands for its mark. */
  | { kind: "alert"; skip: number; title: string }
  | { kind: "hidden"; skip: number; until: string }
  | { kind: "fence"; mark: string; length: number; indent: number };

export interface LineContext {
  /** The line before belongs to a paragraph that this one could go on with. */
  inParagraph: boolean;
  /** The paragraph before is an item of a list. */
  inList: boolean;
  /** The line before belongs to a table. */
  inTable: boolean;
}

const TEXT: LineStart = { kind: "text", apart: false };

/** What is never spoken, from its beginning to its end, whatever lies between. */
const COMMENT = { from: "<!--", until: "-->" } as const;
export const REMINDER = { from: "<system-reminder>", until: "</system-reminder>" } as const;

/** Lines that a tool adds to commit messages, not words of the assistant; compared in lower case. */
const DROPPED_LINES = ["co-authored-by:", "🤖 generated with"];

/** A line that must be seen whole to be known is taken for a paragraph when it is longer than this, in characters. */
const LONGEST_WHOLE_LINE = 4096;

const BLANK = /^[ \t\r]*$/;
const INDENT = /^[ \t\r]*/;
const RULE = /^([-*_])(?:[ \t]*\1)*[ \t\r]*$/;
/** A heading may end as it began: "## Title ##". */
const CLOSING_HASHES = /(?:^|[ \t])#+[ \t\r]*$/;
/** The line below the head of a table, which has at least two columns when no pipe begins it (GFM, section 4.10). */
const DELIMITERS = /^:?-+:?[ \t]*\|[-:| \t]*\r?$/;
const DELIMITERS_BEGUN = /^[-:| \t\r]+$/;
const PIPE = /(?<!\\)\|/;
const SETEXT = /^=+[ \t\r]*$/;
const BULLETS = "-*+–—•◦‣▪→";
/** Those that mean something else before a letter. */
const SPACED_BULLETS = "-*+–—";
/** A symbol that stands where a bullet would: nobody reads it, and what follows is an item. */
const SYMBOL_BULLET =
  /^(?![©®™])(?:\p{Extended_Pictographic}|[\u2500-\u27bf])(?:\p{Emoji_Modifier}|\p{Variation_Selector})*(?=[ \t])/u;
const SYMBOL_BEGUN =
  /^(?![©®™])(?:(?:\p{Extended_Pictographic}|[\u2500-\u27bf])(?:\p{Emoji_Modifier}|\p{Variation_Selector})*)?\p{Cs}?$/u;
const ORDINAL = /^(\d{1,3})[.)](?=[ \t]+[^ \t\r])/;
const ORDINAL_BEGUN = /^\d{1,3}(?:[.)][ \t\r]*)?$/;
const KEYCAP = /^\d\ufe0f?\u20e3/;
const KEYCAP_BEGUN = /^\d\ufe0f?$/;
const TASK = /^[ \t]*\[[ xX]\](?=[ \t\r]|$)/;
/** What begins a new line to those who write it: a label in bold, or an ordinal that is no mark of Markdown. */
const APART = /^(?:\*\*[^*]{1,60}(?::\*\*|\*\*:)|\(\d{1,2}\)[ \t]|[A-Za-z]\)[ \t])/;
const APART_BEGUN = /^(?:\*(?:\*[^*]{0,60}\*{0,2})?|\((?:\d{1,2}\)?)?|[A-Za-z]\)?)$/;
const TASK_BEGUN = /^[ \t]*(?:\[(?:[ xX]\]?)?)?$/;

/**
 * Reads the start of a line as CommonMark and GFM do (sections 4 and 5), with these liberties: any indentation is
 * allowed, since agents indent fences and items under items; code that is only indented is taken for text; a number of
 * more than three digits is no list marker, but a year or a figure; symbols and dashes may be bullets; and a label in
 * bold begins anew, since those who write it mean a line of its own.
 *
 * @param line what is known of the line, without its newline
 * @param ended whether that is all of it
 * @returns `wait` while more characters could change the answer
 */
export function lineStart(line: string, ended: boolean, context: LineContext): LineStart | "wait" {
  const start = blockStart(line, ended, context);
  return start !== "wait" && start.kind === "text" ? textLine(line, ended, context) : start;
}

function blockStart(line: string, ended: boolean, context: LineContext): LineStart | "wait" {
  if (BLANK.test(line)) return ended ? { kind: "blank" } : "wait";
  const indent = INDENT.exec(line)?.[0].length ?? 0;
  const rest = line.slice(indent);
  const first = rest.charAt(0);
  const whole = (known: LineStart): LineStart | "wait" => {
    if (line.length > LONGEST_WHOLE_LINE) return TEXT;
    return ended ? known : "wait";
  };
  if (first === ":" || first === "-") {
    // The head may have looked like a paragraph, and has been spoken then.
    const canDelimit = (context.inParagraph || context.inTable) && line.length <= LONGEST_WHOLE_LINE;
    if (canDelimit && DELIMITERS_BEGUN.test(rest)) {
      if (!ended) return "wait";
      if (DELIMITERS.test(rest)) return { kind: "row" };
    }
  }
  switch (first) {
    case ">":
      return { kind: "quote", skip: indent + 1 };
    case "`":
    case "~": {
      const length = runLength(rest, 0);
      if (length === rest.length && length < LONGEST_RUN && !ended) return "wait";
      // Backticks further on make it inline code.
      if (length < 3 || (first === "`" && rest.includes("`", length))) return TEXT;
      return whole({ kind: "fence", mark: first, length, indent });
    }
    case "#": {
      const level = runLength(rest, 0);
      if (level > 6) return TEXT;
      if (level === rest.length && !ended) return "wait";
      if (!BLANK.test(rest.charAt(level))) return TEXT;
      const skip = indent + level;
      return whole({ kind: "heading", skip, to: Math.max(skip, line.replace(CLOSING_HASHES, "").length) });
    }
    case "|":
      return whole({ kind: "row" });
    case "=":
      return context.inParagraph && SETEXT.test(rest) ? whole({ kind: "rule" }) : TEXT;
    case "<":
      return hidden(rest, indent, ended);
    case "[":
      return bracketLine(rest, indent, ended, context) ?? TEXT;
    default:
      return droppedLine(rest, ended) ?? listItem(rest, indent, ended, context) ?? TEXT;
  }
}

function textLine(line: string, ended: boolean, { inParagraph, inTable }: LineContext): LineStart | "wait" {
  // A row needs no pipe at its beginning; without any, agents begin anew although GFM takes it for a row.
  if (inTable && line.length <= LONGEST_WHOLE_LINE) {
    if (!ended) return "wait";
    if (PIPE.test(line)) return { kind: "row" };
  }
  if (!inParagraph) return TEXT;
  const rest = line.trimStart();
  if (!ended && APART_BEGUN.test(rest)) return "wait";
  return { kind: "text", apart: APART.test(rest) };
}

function hidden(rest: string, indent: number, ended: boolean): LineStart | "wait" {
  for (const { from, until } of [COMMENT, REMINDER]) {
    if (rest.startsWith(from)) return { kind: "hidden", skip: indent + from.length, until };
    if (!ended && from.startsWith(rest)) return "wait";
  }
  return TEXT;
}

function droppedLine(rest: string, ended: boolean): LineStart | "wait" | null {
  const lower = rest.slice(0, 24).toLowerCase();
  for (const beginning of DROPPED_LINES) {
    if (lower.startsWith(beginning)) return { kind: "dropped" };
    if (!ended && beginning.startsWith(lower)) return "wait";
  }
  return null;
}

/** A list item or the rule that begins like one; null when it is neither. */
function listItem(
  rest: string,
  indent: number,
  ended: boolean,
  context: LineContext,
): LineStart | "wait" | null {
  if (RULE.test(rest.slice(0, LONGEST_WHOLE_LINE))) {
    if (rest.length >= LONGEST_WHOLE_LINE) return { kind: "rule" };
    if (!ended) return "wait";
    if (rest.replace(/[ \t\r]/g, "").length >= 3) return { kind: "rule" };
  }
  const first = rest.charAt(0);
  if (BULLETS.includes(first)) {
    const spaced = SPACED_BULLETS.includes(first);
    if (spaced && !BLANK.test(rest.charAt(1))) return null;
    const after = rest.slice(1);
    if (!ended && TASK_BEGUN.test(after)) return "wait";
    return { kind: "item", skip: indent + 1 + (TASK.exec(after)?.[0].length ?? 0) };
  }
  if (first > "\u2000") {
    if (!ended && SYMBOL_BEGUN.test(rest.slice(0, 16))) return "wait";
    const symbol = SYMBOL_BULLET.exec(rest);
    return symbol === null ? null : { kind: "item", skip: indent + symbol[0].length };
  }
  if (first < "0" || first > "9") return null;
  if (!ended && (ORDINAL_BEGUN.test(rest) || KEYCAP_BEGUN.test(rest))) return "wait";
  const keycap = KEYCAP.exec(rest);
  if (keycap !== null) return { kind: "item", skip: indent + keycap[0].length };
  const ordinal = ORDINAL.exec(rest);
  // A bare number is an answer, not an empty item; a number that a wrapped line begins with belongs to its sentence.
  if (ordinal === null) return TEXT;
  if (context.inParagraph && !context.inList && ordinal[1] !== "1") return TEXT;
  const after = rest.slice(ordinal[0].length);
  if (!ended && TASK_BEGUN.test(after)) return "wait";
  return { kind: "item", skip: indent + ordinal[0].length + (TASK.exec(after)?.[0].length ?? 0) };
}
