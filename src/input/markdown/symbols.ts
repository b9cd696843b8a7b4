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
const UNTIDY = /[\s\uE000]{2}|[^\S ]|\uE000/;

/** One sentence as it is spoken: a single space between words, none where a symbol was left out before a mark. */
export function tidy(sentence: string): string {
  if (!UNTIDY.test(sentence)) return sentence.trim();
  const marked = sentence.includes(GAP) ? sentence.replace(GAP_BEFORE_MARK, "") : sentence;
  return marked.replace(BLANK, " ").trim();
}

const PRONOUNCED = /[\p{L}\p{N}]/u;

/** Whether there is anything to say: a letter, digit, kana or kanji. */
export function isPronounceable(text: string): boolean {
  return PRONOUNCED.test(text);
}
