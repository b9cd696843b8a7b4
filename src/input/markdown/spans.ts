/**
 * Constructs inside a paragraph whose meaning is known only at their end. Each function looks at `text` from `at` and
 * answers `wait` as long as more text could change its answer, and never later than its limit; `final` says that no more
 * text comes. So an answer never depends on how the text was cut into pieces.
 */

/** The longest inline code, link text, link address, link label and bare address that are looked for, in characters. */
const LONGEST = { code: 600, linkText: 400, linkAddress: 2000, label: 200, address: 2000 } as const;

/** A run of marks longer than this is several, in characters: nothing is written so, and none is waited for. */
export const LONGEST_RUN = 200;

/** Length of the run of the character at `at`, at most {@link LONGEST_RUN}. */
export function runLength(text: string, at: number): number {
  const mark = text[at];
  const stop = at + LONGEST_RUN;
  let end = at + 1;
  while (end < stop && text[end] === mark) end++;
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
    if (close + length === text.length && length < LONGEST_RUN && !final) return "wait";
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
  // Each of many opening brackets would else be searched behind, character by character.
  if (!text.slice(open, stop).includes(right)) return -1;
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

/**
 * A link whose text lies from `at + 1` up to `textEnd` and that ends at `end`: [text](address), [text][label] or
 * [text][]. Null: the bracket stands for itself.
 */
export function link(
  text: string,
  at: number,
  final: boolean,
): { textEnd: number; end: number } | "wait" | null {
  const textEnd = closing(text, at, LONGEST.linkText);
  if (textEnd < 0) return final || text.length - at >= LONGEST.linkText ? null : "wait";
  if (textEnd + 1 === text.length) return final ? null : "wait";
  if (text[textEnd + 1] === "[") {
    const labelEnd = closing(text, textEnd + 1, LONGEST.label);
    if (labelEnd < 0 && !final && text.length - textEnd <= LONGEST.label) return "wait";
    return labelEnd < 0 ? null : { textEnd, end: labelEnd + 1 };
  }
  if (text[textEnd + 1] !== "(") return null;
  const last = closing(text, textEnd + 1, LONGEST.linkAddress);
  if (last < 0 && NO_TARGET.test(text.slice(textEnd + 2))) return null;
  if (last < 0) return final || text.length - textEnd > LONGEST.linkAddress ? null : "wait";
  return LINK_TARGET.test(text.slice(textEnd + 2, last)) ? { textEnd, end: last + 1 } : null;
}

const FOOTNOTE = /\[\^[\w-]{1,40}\]/y;
const FOOTNOTE_BEGUN = /^\[(?:\^[\w-]{0,40})?$/;

/** Where a reference to a footnote ends that begins at `at`; null when there is none. */
export function footnote(text: string, at: number, final: boolean): number | "wait" | null {
  FOOTNOTE.lastIndex = at;
  if (FOOTNOTE.test(text)) return FOOTNOTE.lastIndex;
  return !final && text.length - at < 44 && FOOTNOTE_BEGUN.test(text.slice(at)) ? "wait" : null;
}

const MAIL = /<(?:mailto:)?([\w.+-]{1,64}@[a-z0-9.-]{1,100})>/iy;
const MAIL_BEGUN = /^<(?:mailto:)?[\w.+-]{0,64}(?:@[a-z0-9.-]{0,100})?$/i;

/** A mail address in angle brackets that begins at `at` (CommonMark, section 6.5): what is said of it, where it ends. */
export function mailAddress(
  text: string,
  at: number,
  final: boolean,
): { name: string; end: number } | "wait" | null {
  MAIL.lastIndex = at;
  const found = MAIL.exec(text);
  if (found !== null) return { name: found[1] ?? "", end: MAIL.lastIndex };
  return !final && text.length - at < 200 && MAIL_BEGUN.test(text.slice(at)) ? "wait" : null;
}

const SCHEME = /(?:https?:\/\/|www\.(?=\w))/iy;
const SCHEMES = ["http://", "https://", "www.", "www.x"];
const LETTER_H = 0x68;
const LETTER_W = 0x77;
const ADDRESS = /^[!#-;=?-_a-z{|}~]*/;
const TRAILING = /[.,;:!?'"*_~\]]+$/;
const HOST = /^(?:https?:\/\/)?(?:[^/?#@]*@)?(?:www\.)?([^/?#]*)/i;

/** A bare address, with its scheme or from "www." on: what is said of it and where it ends. Null: none begins here. */
export function bareAddress(
  text: string,
  at: number,
  final: boolean,
): { name: string; end: number } | "wait" | null {
  const first = text.charCodeAt(at) | 0x20;
  if (first !== LETTER_H && first !== LETTER_W) return null;
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
  return host === "" ? null : { name: host, end: at + address.length };
}

function balanced(address: string): boolean {
  return address.split("(").length >= address.split(")").length;
}
