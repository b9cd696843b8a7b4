import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import {
  type ConfigMember,
  type ConfigProblem,
  type ConfigValue,
  EMPTY,
  type Position,
  type ReadTree,
  START,
} from "./tree.ts";

/** What the parser's codes mean; they are those of JSON with comments, which are not allowed here. */
const REASONS: Readonly<Record<string, string>> = {
  InvalidSymbol: "this word is none of JSON; a text stands in double quotes",
  InvalidNumberFormat: "this is no number of JSON",
  PropertyNameExpected: "here should be a name in double quotes, or no comma before",
  ValueExpected: "here should be a value",
  ColonExpected: "a colon is missing",
  CommaExpected: "a comma is missing",
  CloseBraceExpected: "a closing brace is missing",
  CloseBracketExpected: "a closing bracket is missing",
  EndOfFileExpected: "nothing may follow behind the object",
  InvalidCommentToken: "JSON has no comments; TOML has",
  UnexpectedEndOfComment: "JSON has no comments; TOML has",
  UnexpectedEndOfString: "the text has no closing quote in its line",
  UnexpectedEndOfNumber: "this is no number of JSON",
  InvalidUnicode: "this is no escape of JSON",
  InvalidEscapeCharacter: "this is no escape of JSON",
  InvalidCharacter: "this character must be escaped in a text",
};

/** Reads JSON (RFC 8259) with an object in it; a file with nothing in it is taken for one without settings. */
export function readJson(text: string): ReadTree {
  if (text.trim() === "") return { table: EMPTY, problems: [] };
  const errors: ParseError[] = [];
  try {
    const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
    const places = new Places(text);
    const [error] = errors;
    // What follows the first error is mostly a consequence of it.
    if (error !== undefined)
      return failed(places.at(error.offset), "this is not JSON", REASONS[printParseErrorCode(error.error)]);
    if (root?.type !== "object")
      return failed(START, "there are no settings here", "they must stand in an object, { … }");
    const problems: ConfigProblem[] = [];
    const table = tableOf(root, places, problems);
    return { table, problems };
  } catch (error) {
    if (error instanceof RangeError)
      return failed(START, "this is not understood", "its values are nested too deeply");
    throw error;
  }
}

const failed = (at: Position, what: string, why = "it cannot be read"): ReadTree => ({
  table: EMPTY,
  problems: [{ at, what, why }],
});

function tableOf(
  node: Node,
  places: Places,
  problems: ConfigProblem[],
): Extract<ConfigValue, { kind: "table" }> {
  const members: ConfigMember[] = [];
  for (const { children: [key, value] = [] } of node.children ?? []) {
    if (key === undefined || value === undefined) continue;
    const name = String(key.value);
    const at = places.at(key.offset);
    const first = members.find((member) => member.name === name);
    if (first === undefined) members.push({ name, at, value: valueIn(value, places, problems) });
    else
      problems.push({
        at,
        what: `${name} stands here again`,
        why: `it was in line ${first.at.line} already`,
      });
  }
  return { kind: "table", at: places.at(node.offset), members };
}

function valueIn(node: Node, places: Places, problems: ConfigProblem[]): ConfigValue {
  const at = places.at(node.offset);
  switch (node.type) {
    case "object":
      return tableOf(node, places, problems);
    case "array":
      return {
        kind: "list",
        at,
        items: (node.children ?? []).map((item) => valueIn(item, places, problems)),
      };
    case "string":
    case "number":
    case "boolean":
      return { kind: "scalar", at, value: node.value };
    default:
      return { kind: "other", at, text: "null" };
  }
}

/** Lines and columns of a text. */
class Places {
  readonly #starts = [0];

  constructor(text: string) {
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", end + 1))
      this.#starts.push(end + 1);
  }

  at(offset: number): Position {
    const line = this.#starts.findLastIndex((start) => start <= offset);
    return { line: line + 1, column: offset - (this.#starts[line] ?? 0) + 1 };
  }
}
