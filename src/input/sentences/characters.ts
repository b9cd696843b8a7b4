/** What a character means to the cutter of sentences. */
export const WORD = 0;
/** White space, or a symbol that was left out. */
export const BLANK = 1;
/** It may end a sentence. */
export const END_MARK = 2;
/** A bracket or quote. */
export const ENCLOSURE = 3;
/** Kana, kanji and other letters that are written without spaces between words. */
export const UNSPACED = 4;
/** A dash that parts clauses, be there white space around it or not. */
export const DASH = 5;
export type CharacterKind =
  | typeof WORD
  | typeof BLANK
  | typeof END_MARK
  | typeof ENCLOSURE
  | typeof UNSPACED
  | typeof DASH;

const MARKED: readonly [string, CharacterKind][] = [
  [" \t\n\v\f\r\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ue000", BLANK],
  ["\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a", BLANK],
  // The last four: question mark and full stop of Arabic, danda and double danda of Hindi.
  [".!?…。！？．｡\u061f\u06d4\u0964\u0965", END_MARK],
  ['()[]{}"“”«»「」『』（）【】', ENCLOSURE],
  ["—", DASH],
];
/** One entry for each UTF-16 code unit: the kind is needed for every character that is spoken. */
const KINDS = new Uint8Array(0x10000);
for (const [from, to] of [
  [0x3005, 0x3005],
  [0x3041, 0x30ff],
  [0x3400, 0x9fff],
  // The first halves of the pairs of rarer kanji.
  [0xd840, 0xd87f],
  [0xf900, 0xfaff],
  [0xff66, 0xff9f],
] as const) {
  KINDS.fill(UNSPACED, from, to + 1);
}
for (const [characters, kind] of MARKED) {
  for (const character of characters) KINDS[character.charCodeAt(0)] = kind;
}

/** @param code a UTF-16 code unit; NaN, as at the end of a text, is no kind but {@link WORD} */
export function kindOf(code: number): number {
  return KINDS[code] ?? WORD;
}

export function isBlank(code: number): boolean {
  return KINDS[code] === BLANK;
}

export function isEndMark(code: number): boolean {
  return KINDS[code] === END_MARK;
}

export function isUnspaced(code: number): boolean {
  return KINDS[code] === UNSPACED;
}
