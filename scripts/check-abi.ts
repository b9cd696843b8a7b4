import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Compares each C header of native/ with its symbol table in ffi/: bun:ffi believes whatever the table says, and a wrong
 * type there is a crash or, worse, a wrong number. Reads sources only; nothing needs to be built.
 */

interface CFunction {
  name: string;
  /** The whole declaration, its tokens one space apart. */
  declaration: string;
  args: string[];
  returns: string;
}

interface Binding {
  name: string;
  /** The C signature that stands in the comment above, its tokens one space apart; empty without one. */
  comment: string;
  args: string[];
  returns: string;
}

const FFI_TYPES: Record<string, string> = {
  ...{ int8_t: "i8", int16_t: "i16", int32_t: "i32", int64_t: "i64" },
  ...{ uint8_t: "u8", uint16_t: "u16", uint32_t: "u32", uint64_t: "u64" },
  ...{ float: "f32", double: "f64", bool: "bool", void: "void" },
};

/** Makes C text comparable however it is broken into lines. */
const tokens = (text: string) => (text.match(/\w+|\S/g) ?? []).join(" ");

/** The FFI types that fit a C type; none for a type that cannot be passed, such as a struct by value. */
function ffiTypes(cType: string): string[] {
  if (cType.includes("*")) return ["ptr", "buffer"];
  const type = FFI_TYPES[cType.replace(/^const /, "")];
  return type === undefined ? [] : [type];
}

/** Reads one declaration, as tokens, without its semicolon. */
function parseDeclaration(declaration: string): CFunction | null {
  const match = /^(.+?) (\w+) \( (.*?) ?\)$/.exec(declaration);
  if (match === null) return null;
  const [, returns = "", name = "", list = ""] = match;
  const parameters = list === "void" || list === "" ? [] : list.split(" , ");
  const args = parameters.map((parameter) => parameter.replace(/ \w+$/, ""));
  return { name, declaration: `${declaration} ;`, args, returns };
}

/** The functions that a header exports: those marked TTS_…_API. */
export function functionsOf(header: string): { functions: CFunction[]; unreadable: string[] } {
  const code = header.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, " ").replace(/^\s*#[^\n]*$/gm, "");
  const declarations = [...code.matchAll(/\bTTS_[A-Z]+_API\s+([^;{]+);/g)].map((match) =>
    tokens(match[1] ?? ""),
  );
  const read = declarations.map((declaration) => ({ declaration, parsed: parseDeclaration(declaration) }));
  return {
    functions: read.flatMap(({ parsed }) => parsed ?? []),
    unreadable: read.filter(({ parsed }) => parsed === null).map(({ declaration }) => declaration),
  };
}

/** The entries of a symbol table, each with the comment on the line above. */
function bindingsOf(table: string): Binding[] {
  const entry =
    /(?:\/\/ ([^\n]*)\n\s*)?\b(tts_\w+):\s*\{\s*args:\s*\[([^\]]*)\],\s*returns:\s*"(\w+)",?\s*\}/g;
  return [...table.matchAll(entry)].map(([, comment = "", name = "", args = "", returns = ""]) => ({
    name,
    comment: tokens(comment),
    args: [...args.matchAll(/"(\w+)"/g)].map((match) => match[1] ?? ""),
    returns,
  }));
}

function typeDisagreements(c: CFunction, binding: Binding): string[] {
  const found: string[] = [];
  if (binding.args.length !== c.args.length) {
    found.push(`${c.name}: ${binding.args.length} arguments are bound, the header has ${c.args.length}`);
  }
  const compare = (what: string, cType: string, bound: string) => {
    if (!ffiTypes(cType).includes(bound)) found.push(`${c.name}: ${what} is "${cType}", bound as "${bound}"`);
  };
  for (const [index, bound] of binding.args.entries()) {
    const cType = c.args[index];
    if (cType !== undefined) compare(`argument ${index + 1}`, cType, bound);
  }
  compare("the result", c.returns, binding.returns);
  return found;
}

/** The ABI number in `text`, by the name of its constant. */
function abiOf(text: string, define: RegExp): string | null {
  const match = define.exec(text);
  return match === null ? null : `${match[1]} ${match[2]}`;
}

/**
 * Every way in which a header and its symbol table disagree, a sentence each; empty when they agree. A function may be
 * left out of the table only with a comment `// not exposed: NAME: REASON`.
 *
 * @param header text of the C header
 * @param table text of the TypeScript file with the symbol table
 */
export function disagreements(header: string, table: string): string[] {
  const { functions, unreadable } = functionsOf(header);
  const bindings = bindingsOf(table);
  const found = unreadable.map((declaration) => `the header's "${declaration}" cannot be read`);
  if (functions.length === 0) found.push("the header exports no function");
  const omitted = new Set([...table.matchAll(/\/\/ not exposed: (\w+): \S/g)].map((match) => match[1]));
  for (const c of functions) {
    const bound = bindings.filter(({ name }) => name === c.name);
    if (bound.length === 0 && !omitted.has(c.name)) found.push(`${c.name}: it is not bound`);
    if (bound.length > 0 && omitted.has(c.name))
      found.push(`${c.name}: it is bound, and said not to be exposed`);
    if (bound.length > 1) found.push(`${c.name}: it is bound ${bound.length} times`);
    for (const binding of bound) {
      if (binding.comment !== c.declaration) {
        found.push(`${c.name}: the comment says "${binding.comment}", the header "${c.declaration}"`);
      }
      found.push(...typeDisagreements(c, binding));
    }
  }
  const names = new Set(functions.map(({ name }) => name));
  for (const name of [...bindings.map((binding) => binding.name), ...omitted]) {
    if (name !== undefined && !names.has(name)) found.push(`${name}: the header does not have it`);
  }
  const wanted = abiOf(header, /#define (TTS_\w+_ABI) (\d+)/);
  const actual = abiOf(table, /const (TTS_\w+_ABI) = (\d+);/);
  if (wanted === null || wanted !== actual) {
    found.push(`the ABI number is ${wanted ?? "missing"} in the header, ${actual ?? "missing"} in the table`);
  }
  return found;
}

/**
 * Compares every header of `root`/native that exports functions with the table of the same name in `root`/ffi.
 *
 * @returns the names of the pairs, and all their disagreements
 */
export function checkAbi(root: string): { pairs: string[]; found: string[] } {
  const headers = readdirSync(join(root, "native")).filter((name) => name.endsWith(".h"));
  const pairs: string[] = [];
  const found: string[] = [];
  for (const name of headers) {
    const header = readFileSync(join(root, "native", name), "utf8");
    if (!/^TTS_[A-Z]+_API\b/m.test(header)) continue;
    const table = join(root, "ffi", name.replace(/\.h$/, ".ts"));
    const pair = `native/${name} and ffi/${name.replace(/\.h$/, ".ts")}`;
    pairs.push(pair);
    const ways = existsSync(table)
      ? disagreements(header, readFileSync(table, "utf8"))
      : ["there is no such symbol table"];
    found.push(...ways.map((way) => `${pair}: ${way}`));
  }
  return { pairs, found };
}

if (import.meta.main) {
  const { pairs, found } = checkAbi(join(import.meta.dir, ".."));
  for (const line of found) console.error(line);
  if (found.length > 0) process.exitCode = 1;
  else console.log(`${pairs.join(", ")}: header and symbol table agree`);
}
