/** Characters that end no plain text; those below mean more. */
const BLANK = 0;
const WORD = 1;
/** A slash parts the words of a path, or begins one. */
const SLASH = 2;
/** A colon ends a word, and may belong to an address, a path of Windows, or a line of a file. */
const COLON = 3;
/** A mark that may as well stand inside a path. */
const INNER_MARK = 4;
const MARK = 5;

/** What each character below U+0080 may be. */
const KIND = new Uint8Array(128);
for (let code = 0x30; code < 0x7b; code++) {
  if (/[A-Za-z0-9]/.test(String.fromCharCode(code))) KIND[code] = WORD;
}
for (const character of ".+@%$-") KIND[character.charCodeAt(0)] = WORD;
for (const character of "_~\\") KIND[character.charCodeAt(0)] = INNER_MARK;
for (const character of "`*[!<&\u001b") KIND[character.charCodeAt(0)] = MARK;
KIND["/".charCodeAt(0)] = SLASH;
KIND[":".charCodeAt(0)] = COLON;

/** Whether a path or a bare address can go on with the character. @param code its UTF-16 code unit, NaN for none */
export function isOfWord(code: number): boolean {
  const kind = code < 128 ? KIND[code] : BLANK;
  return kind === WORD || kind === SLASH || kind === INNER_MARK;
}

/**
 * Where the plain text that begins at `at` ends: at a mark, or at the start of a word that may be a path or an address;
 * so a word at the end of `text` is held back until it is whole.
 *
 * @param word the start of the word that `at` lies in; -1 when it lies in none
 * @param judged the start of the last word that was found to be neither path nor address
 */
export function plainUpTo(text: string, at: number, word: number, judged: number, final: boolean): number {
  let start = word;
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) {
      if (code >= 0xd800 && code < 0xdc00 && i + 1 === text.length && !final) return i;
      start = -1;
      continue;
    }
    switch (KIND[code]) {
      case BLANK:
        start = -1;
        break;
      case WORD:
        if (start < 0) start = i;
        break;
      case SLASH:
        if (start < 0) start = i;
        if (start > judged) return start;
        break;
      case COLON:
        if (start > judged) return start;
        start = -1;
        break;
      case INNER_MARK:
        return start > judged ? start : i;
      default:
        return i;
    }
  }
  return start > judged && !final ? start : text.length;
}
