/**
 * Paths of files, of which only the name is spoken: "src/input/reader.ts:12" is "reader.ts line 12".
 *
 * A slash joins words, too ("and/or", "TCP/IP", "red/green/blue", "2026/11/23"), and those are all spoken. So a path
 * must show that it is one: by its root, by a folder that programs commonly have, or by the extension of a file.
 */

/** The longest path that is looked for, in characters. */
const LONGEST = 400;

const TOKEN = /[\w.+@%$~/-]*/y;
/** A path of Windows from its drive, or one of several folders; the separators may be escaped as in Markdown. */
const FROM_DRIVE = /[A-Za-z]:[\\/]{1,2}(?:[\w.+@%$~-]+[\\/]{1,2})*[\w.+@%$~-]*/y;
const BACKSLASHED = /[\w.+@%$~-]+(?:\\{1,2}[\w.+@%$~-]+)*/y;
/** A line and its column, or several lines; as compilers and as GitHub write them. */
const LINES = /(?::|#L)(\d{1,7})(?:-L?(\d{1,7})|:\d{1,7})?/y;
const LINES_BEGUN = /^(?::|#L?)(?:\d{1,7}(?:[:-]|-L|[:-]L?\d{1,7})?)?$/;
/** What can stand before a path: not a letter of a script that parts words by blanks. */
const BOUNDARY =
  /^$|[\s([{<"'`=:,;|>]|(?![\p{L}\p{N}])[^\x20-\x7e]|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const TRAILING = /[._~-]+$/;
const PATTERN = /[*{[<(]/;

const EXTENSIONS = new Set(
  (
    "astro bash bat bin bz2 c cc cfg cjs clj cmake conf cpp cs css csv cxx dart db diff dll doc docx env erl ex exe exs " +
    "f90 fish gguf gif go gradle graphql gz h hpp hs html ico ini ipynb jar java jl jpeg jpg js json json5 jsonc jsonl jsx kt kts " +
    "less lock log lua m md mdx mjs mk ml mm mp3 mp4 mts ndjson nix o onnx otf patch pb pdf php pl plist png proto ps1 " +
    "pt py pyc pyi r rb rs rst sass scala scss sh so sol sql sqlite sv svelte svg swift tar tex tf tgz toml ts tsv tsx " +
    "ttf txt v vim vue wasm wav webp woff woff2 xcodeproj xlsx xml yaml yml zig zip zsh zst"
  ).split(" "),
);
const FOLDERS = new Set(
  (
    ".cache .claude .config .github .vscode app apps assets backend bin build client cmd components config crates dist doc " +
    "docs e2e examples ffi fixtures frontend include internal lib libs models modules native node_modules packages pkg " +
    "public resources scripts server services spec src static target templates test tests third_party tools vendor web"
  ).split(" "),
);
/** The first word of a service's address, such as /api/users: all of it is its name. */
const ROUTE = /^(?:api|auth|graphql|rest|rpc|v\d+|ws)$/i;
/** The flags behind the second slash of a regular expression. */
const FLAGS = /^[dgimsuvy]{1,4}$/;
const LETTER = /\p{L}/u;

/**
 * A path, or the name of a source file with a line, that begins at `at`: what is said of it and where it ends. Null:
 * none begins here. `wait`: more text could change the answer.
 *
 * @param before the character before it, "" at the start of a paragraph
 * @param final whether no more text comes
 */
export function path(
  text: string,
  at: number,
  before: string,
  final: boolean,
): { name: string; end: number } | "wait" | null {
  TOKEN.lastIndex = at;
  const token = TOKEN.exec(text)?.[0] ?? "";
  let end = at + token.length;
  if (token.length > LONGEST) return null;
  if (end === text.length && !final) return "wait";
  const next = text.charAt(end);
  // Most words are only words, and nearly every one of a stream comes by here.
  if (!token.includes("/") && next !== "\\" && next !== ":" && next !== "#") return null;
  if (token === "" || !BOUNDARY.test(before)) return null;
  let known = token;
  if (next === "\\" || (next === ":" && token.length === 1)) {
    if (end + 1 === text.length && !final) return "wait";
    const pattern = next === ":" ? FROM_DRIVE : BACKSLASHED;
    pattern.lastIndex = at;
    known = pattern.exec(text)?.[0] ?? token;
    end = at + known.length;
    if (known.length > LONGEST) return null;
    // An escape may follow, and a second character of the separator.
    if (end >= text.length - 1 && !final && (end === text.length || text[end] === "\\")) return "wait";
  }
  const bare = known.replace(TRAILING, "");
  if (bare.length < known.length) {
    const name = fileName(bare);
    return name === null ? null : { name, end: at + bare.length };
  }
  if (!final && text.length - end < 20 && LINES_BEGUN.test(text.slice(end))) return "wait";
  if (/[\\/]$/.test(known) && PATTERN.test(text.charAt(end))) return null;
  LINES.lastIndex = end;
  const lines = LINES.exec(text);
  const name = fileName(known) ?? (lines !== null && isSource(known) ? known : null);
  if (name === null) return null;
  if (lines === null) return { name, end };
  const [all, first, last] = lines;
  return {
    name: last === undefined ? `${name} line ${first}` : `${name} lines ${first}-${last}`,
    end: end + all.length,
  };
}

/** Without a folder, or beside the running program. */
function isSource(token: string): boolean {
  return /^(?:\.\/)?[^\\/]+$/.test(token) && hasKnownExtension(token);
}

/** The last part of a path; null for what is none, and for a path that is its own name already. */
function fileName(token: string): string | null {
  const parts = token.split(/[\\/]/).filter((part, n) => part !== "" || n === 0);
  const name = parts.at(-1) ?? "";
  const folders = parts.length - 1;
  if (folders < 1 || !LETTER.test(name) || token.startsWith("//")) return null;
  return isPath(parts, name, folders) ? name : null;
}

function isPath(parts: readonly string[], name: string, folders: number): boolean {
  const first = parts[0] ?? "";
  if (first === "") {
    const isExpression = folders === 2 && FLAGS.test(name);
    return folders > 1 && !ROUTE.test(parts[1] ?? "") && !isExpression;
  }
  if (/^[A-Za-z]:$/.test(first)) return folders > 1 || hasExtension(name);
  if (first === ".") return folders > 1;
  if (first === "~" || first === ".." || first.startsWith("$")) return folders > 1 || hasExtension(name);
  // "Node.js/Bun.js" and "e.g./i.e." are alternatives.
  if (parts.slice(0, -1).some(hasKnownExtension)) return false;
  if (FOLDERS.has(first)) return folders > 1 || hasExtension(name);
  return folders > 1 ? hasExtension(name) : hasKnownExtension(name);
}

function hasExtension(name: string): boolean {
  const dot = name.lastIndexOf(".");
  return dot >= 0 && /^[A-Za-z][a-z0-9]{0,9}$/.test(name.slice(dot + 1));
}

function hasKnownExtension(name: string): boolean {
  const dot = name.lastIndexOf(".");
  return dot > 0 && EXTENSIONS.has(name.slice(dot + 1).toLowerCase());
}
