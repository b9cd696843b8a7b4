import { type AST, ParseError, parseTOML } from "toml-eslint-parser";
import { reasonOf } from "../errors.ts";
import { type ConfigProblem, type ConfigValue, EMPTY, type Position, type ReadTree, START } from "./tree.ts";

/** A table or a list that is still being filled, since TOML may come back to it. */
interface OpenTable {
  readonly kind: "table";
  readonly at: Position;
  readonly members: { name: string; at: Position; value: Open }[];
}
interface OpenList {
  readonly kind: "list";
  readonly at: Position;
  readonly items: Open[];
}
type Open = OpenTable | OpenList | Exclude<ConfigValue, { kind: "table" | "list" }>;

type Key = readonly (AST.TOMLBare | AST.TOMLQuoted)[];

/** Reads TOML 1.1. The parser gives up at the first thing that is none. */
export function readToml(text: string): ReadTree {
  try {
    return { table: treeOf(parseTOML(text, { tomlVersion: "1.1" })), problems: [] };
  } catch (error) {
    return { table: EMPTY, problems: [problemOf(error)] };
  }
}

/** @throws the error itself when it says nothing of the file */
function problemOf(error: unknown): ConfigProblem {
  if (error instanceof ParseError)
    return {
      at: { line: error.lineNumber, column: error.column + 1 },
      what: "this is not TOML",
      why: reasonOf(error),
    };
  if (error instanceof RangeError)
    return { at: START, what: "this is not understood", why: "its values are nested too deeply" };
  throw error;
}

/** That nothing is said twice has been seen to by the parser. */
function treeOf({ body: [top] }: AST.TOMLProgram): OpenTable {
  const root: OpenTable = { kind: "table", at: START, members: [] };
  for (const node of top.body) {
    if (node.type === "TOMLKeyValue") put(root, node.key.keys, valueIn(node.value));
    else {
      const table = node.kind === "array" ? appended(root, node) : opened(root, node.key.keys);
      for (const { key, value } of node.body) put(table, key.keys, valueIn(value));
    }
  }
  return root;
}

function put(table: OpenTable, key: Key, value: Open): void {
  const last = key.at(-1);
  if (last === undefined) return;
  opened(table, key.slice(0, -1)).members.push({ name: nameOf(last), at: startOf(last), value });
}

/** The table that a key leads to from another one, made where it is missing; of a list of tables, the last one. */
function opened(from: OpenTable, key: Key): OpenTable {
  let table = from;
  for (const part of key) {
    const found = table.members.find(({ name }) => name === nameOf(part))?.value;
    const inner = found?.kind === "list" ? found.items.at(-1) : found;
    if (inner?.kind === "table") {
      table = inner;
      continue;
    }
    const made: OpenTable = { kind: "table", at: startOf(part), members: [] };
    table.members.push({ name: nameOf(part), at: made.at, value: made });
    table = made;
  }
  return table;
}

/** One more table of a list of tables, `[[NAME]]`. */
function appended(root: OpenTable, { key: { keys } }: AST.TOMLTable): OpenTable {
  const table: OpenTable = { kind: "table", at: START, members: [] };
  const last = keys.at(-1);
  if (last === undefined) return table;
  const parent = opened(root, keys.slice(0, -1));
  const found = parent.members.find(({ name }) => name === nameOf(last))?.value;
  if (found?.kind === "list") found.items.push(table);
  else put(parent, [last], { kind: "list", at: startOf(last), items: [table] });
  return table;
}

function valueIn(node: AST.TOMLContentNode): Open {
  const at = startOf(node);
  switch (node.type) {
    case "TOMLArray":
      return { kind: "list", at, items: node.elements.map(valueIn) };
    case "TOMLInlineTable": {
      const table: OpenTable = { kind: "table", at, members: [] };
      for (const { key, value } of node.body) put(table, key.keys, valueIn(value));
      return table;
    }
    case "TOMLValue":
      return "datetime" in node
        ? { kind: "other", at, text: node.datetime }
        : { kind: "scalar", at, value: node.value };
  }
}

const nameOf = (part: AST.TOMLBare | AST.TOMLQuoted) => (part.type === "TOMLBare" ? part.name : part.value);
const startOf = ({ loc: { start } }: AST.TOMLNode): Position => ({
  line: start.line,
  column: start.column + 1,
});
