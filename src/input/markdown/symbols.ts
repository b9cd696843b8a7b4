/**
 * Stands where a symbol was left out that parts words as white space does but is none: "Great 👍!" is "Great!", while
 * "one👍two" is two words. It is a private-use character, so that no text can hold it: those of a text are left out too.
 */
export const GAP = "\uE000";

/** What nobody reads aloud: emoji, box drawing, blocks, geometric shapes, dingbats, Braille (spinners), unknown glyphs. */
const SYMBOLS =
  /(?![©®™])[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\p{Co}\u2500-\u27bf\u2800-\u28ff\u{1fb00}-\u{1fbff}\ufffc\ufffd]/gu;

/** What has no shape of its own: controls, joiners, variation selectors, direction marks, halves of a surrogate pair. */
const INVISIBLE = /(?![\t\n\r])(?:[\p{Cc}\p{Cf}\p{Cs}\p{Variation_Selector}]|\u20e3)/gu;

const PLAIN = /^[\t\n\r\x20-\x7e]*$/;

/** The text without the characters that are not spoken. It must not be cut inside a surrogate pair. */
export function spokenCharacters(text: string): string {
  return PLAIN.test(text) ? text : text.replace(SYMBOLS, GAP).replace(INVISIBLE, "");
}

const GAP_BEFORE_MARK = /[\s\uE000]*\uE000(?=[.,!?;:)\]…。、]|\s*$)/g;
const BLANK = /[\s\uE000]+/g;

/** One sentence as it is spoken: a single space between words, none where a symbol was left out before a mark. */
export function tidy(sentence: string): string {
  const marked = sentence.includes(GAP) ? sentence.replace(GAP_BEFORE_MARK, "") : sentence;
  return marked.replace(BLANK, " ").trim();
}

/** White space, or a symbol that was left out. */
export function isBlank(code: number): boolean {
  return (
    code === 0x20 ||
    (code >= 9 && code <= 13) ||
    code === 0xa0 ||
    code === 0x3000 ||
    code === 0xe000 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f
  );
}

/** Kana, kanji and other letters that are written without spaces between words. */
export function isUnspaced(code: number): boolean {
  return (
    (code >= 0x3041 && code <= 0x30ff) ||
    (code >= 0x3400 && code <= 0x9fff) ||
    code === 0x3005 ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xff66 && code <= 0xff9f) ||
    (code >= 0xd840 && code <= 0xd87f)
  );
}

const PRONOUNCED = /[\p{L}\p{N}]/u;

/** Whether there is anything to say: a letter, digit, kana or kanji. */
export function isPronounceable(text: string): boolean {
  return PRONOUNCED.test(text);
}
