const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/gu;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const LATIN_WORD = /[\p{Script=Latin}\p{N}._/-]*\p{Script=Latin}[\p{Script=Latin}\p{N}._/-]*/gu;
/** A Japanese word is about two characters long. */
const CHARACTERS_A_WORD = 2;

/**
 * Whether a text is Japanese already, so that it is spoken as it is: mostly kana and kanji, and some kana, without
 * which it would be Chinese. Names and commands in Latin letters do not make a Japanese sentence English.
 */
export function isJapanese(text: string): boolean {
  if (!KANA.test(text)) return false;
  const japanese = text.match(JAPANESE)?.length ?? 0;
  const latinWords = text.match(LATIN_WORD)?.length ?? 0;
  return japanese > latinWords * CHARACTERS_A_WORD;
}
