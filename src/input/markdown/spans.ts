/**
 * Constructs inside a paragraph whose meaning is known only at their end. Each function looks at `text` from `at` and
 * answers `wait` as long as more text could change its answer, and never later than its limit; `final` says that no more
 * text comes. So an answer never depends on how the text was cut into pieces.
 */

/** The longest inline code, link text, link address, bare address and tag that are looked for, in characters. */
const LONGEST = { code: 600, linkText: 400, linkAddress: 2000, address: 2000, tag: 200 } as const;

/** Length of the run of the character at `at`. */
export function runLength(text: string, at: number): number {
  const mark = text[at];
  let end = at + 1;
  while (text[end] === mark) end++;
  return end - at;
}

/** Inline code: its content lies from `from` up to `to`, the whole ends at `end`. Null: the marks stand for themselves. */
export function codeSpan(
  text: string,
  at: number,
  final: boolean,
): { from: number; to: number; end: number } | "wait" | null {
  const run = runLength(text, at);
  const from = at + run;
  for (let close = text.indexOf("`", from); close >= 0; close = text.indexOf("`", close)) {
    if (close - from > LONGEST.code) return null;
    const length = runLength(text, close);
    if (close + length === text.length && !final) return "wait";
    if (length === run) return { from, to: close, end: close + length };
    close += length;
  }
  return final || text.length - from > LONGEST.code ? null : "wait";
}

/** Where the bracket at `open` closes; -1 when it does not within `limit` characters. */
function closing(text: string, open: number, limit: number): number {
  const left = text[open];
  const right = left === "[" ? "]" : ")";
  const stop = Math.min(text.length, open + limit);
  let depth = 0;
  for (let i = open; i < stop; i++) {
    const character = text[i];
    if (character === "\\") i++;
    else if (character === left) depth++;
    else if (character === right && --depth === 0) return i;
  }
  return -1;
}

/** An address, perhaps in <>, perhaps with a title (CommonMark, section 6.3). */
const LINK_TARGET = /^\s*(?:<[^<>]*>|[^\s<>]*)(?:\s+(?:"[^"]*"|'[^']*'|\([^)]*\)))?\s*$/;
/** A second word that is no title: words in brackets, whatever follows. */
const NO_TARGET = /^\s*[^\s<>"'()]+\s+[^\s"'()]/;

/** A link whose text lies from `at + 1` up to `textEnd` and that ends at `end`. Null: the bracket stands for itself. */
export function link(
  text: string,
  at: number,
  final: boolean,
): { textEnd: number; end: number } | "wait" | null {
  const textEnd = closing(text, at, LONGEST.linkText);
  if (textEnd < 0) return final || text.length - at >= LONGEST.linkText ? null : "wait";
  if (textEnd + 1 === text.length) return final ? null : "wait";
  if (text[textEnd + 1] !== "(") return null;
  const last = closing(text, textEnd + 1, LONGEST.linkAddress);
  if (last < 0 && NO_TARGET.test(text.slice(textEnd + 2))) return null;
  if (last < 0) return final || text.length - textEnd > LONGEST.linkAddress ? null : "wait";
  return LINK_TARGET.test(text.slice(textEnd + 2, last)) ? { textEnd, end: last + 1 } : null;
}

const SCHEME = /https?:\/\//iy;
const SCHEMES = ["http://", "https://"];
const ADDRESS = /^[!#-;=?-_a-z{|}~]*/;
const TRAILING = /[.,;:!?'"*_~\]]+$/;
const HOST = /^https?:\/\/(?:[^/?#@]*@)?(?:www\.)?([^/?#]*)/i;

/** A bare address: what is said of it and where it ends. Null: none begins here. */
export function bareAddress(
  text: string,
  at: number,
  final: boolean,
): { host: string; end: number } | "wait" | null {
  SCHEME.lastIndex = at;
  if (!SCHEME.test(text)) {
    const begun = text.slice(at, at + 8).toLowerCase();
    return !final && SCHEMES.some((scheme) => scheme !== begun && scheme.startsWith(begun)) ? "wait" : null;
  }
  const known = text.slice(at, at + LONGEST.address);
  const characters = ADDRESS.exec(known)?.[0] ?? "";
  if (characters.length === known.length && known.length < LONGEST.address && !final) return "wait";
  let address = characters.replace(TRAILING, "");
  // A closing bracket belongs to the address only with its opening one, as in the addresses of Wikipedia.
  while (address.endsWith(")") && !balanced(address)) address = address.slice(0, -1).replace(TRAILING, "");
  const host = HOST.exec(address)?.[1] ?? "";
  return host === "" ? null : { host, end: at + address.length };
}

function balanced(address: string): boolean {
  return address.split("(").length >= address.split(")").length;
}

const TAG = /<(\/?)([a-z][a-z0-9-]*)(?:\s[^<>]*)?\/?>/iy;
const TAG_BEGUN = /^<(?:\/?(?:[a-z][a-z0-9-]*(?:\s[^<>]*|\/)?)?)?$/i;
/** Tags around words; and those that part words. */
const WORD_TAGS = new Set(
  "a b code del em i img ins kbd mark s small span strong sub sup system-reminder u".split(" "),
);
const PARTING_TAGS = new Set(
  "br details div hr li ol p pre summary table tbody td th thead tr ul".split(" "),
);

/** An HTML tag that begins at `at`; null for anything else in angle brackets, such as a type argument. */
export function htmlTag(
  text: string,
  at: number,
  before: string,
  final: boolean,
): { parts: boolean; end: number } | "wait" | null {
  TAG.lastIndex = at;
  const tag = TAG.exec(text);
  if (tag === null) {
    const begun = text.slice(at, at + LONGEST.tag);
    return !final && begun.length < LONGEST.tag && TAG_BEGUN.test(begun) ? "wait" : null;
  }
  const name = (tag[2] ?? "").toLowerCase();
  // A single letter right behind a word is rather a type argument.
  const isArgument = name.length === 1 && tag[1] === "" && /\w/.test(before);
  const parts = PARTING_TAGS.has(name);
  if (tag[0].length > LONGEST.tag || isArgument || !(parts || WORD_TAGS.has(name))) return null;
  return { parts, end: at + tag[0].length };
}

const ENTITIES = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
  ["#39", "'"],
  ["nbsp", " "],
]);
const ENTITY = /&([a-z]+|#39);/y;
const ENTITY_BEGUN = /^&(?:[a-z]{0,4}|#3?9?)$/;

/** A character written as an HTML entity, and where it ends. */
export function entity(
  text: string,
  at: number,
  final: boolean,
): { character: string; end: number } | "wait" | null {
  ENTITY.lastIndex = at;
  const found = ENTITY.exec(text);
  const character = ENTITIES.get(found?.[1] ?? "");
  if (found !== null) return character === undefined ? null : { character, end: at + found[0].length };
  return !final && ENTITY_BEGUN.test(text.slice(at)) ? "wait" : null;
}
