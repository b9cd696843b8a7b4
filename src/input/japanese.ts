const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/gu;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
/** Kanji in a form that only Japanese has: they tell a heading without kana from Chinese. */
const JAPANESE_KANJI =
  /[実対図変検続証済発応総戻単帰権価仮両験録読経転択拡関覧広気込働枠訳遅黒雑継縦絵毎様処]/u;
const LATIN_WORD = /[\p{Script=Latin}\p{N}._/-]*\p{Script=Latin}[\p{Script=Latin}\p{N}._/-]*/gu;
/** A Japanese word is about two characters long. */
const CHARACTERS_A_WORD = 2;
/** A particle behind a name in Latin letters: the grammar is Japanese, however many names there are. */
const PARTICLE_AFTER_NAME = /[\p{Script=Latin}\p{N})] ?[をのはがにでとへも](?![\p{Script=Katakana}])/u;
const ENGLISH = /\b(?:the|an?|is|are|was|to|of|in|and|for|with|that|this|it|you|we|i|said|says|means)\b/i;

/**
 * Whether a text is Japanese already, so that it is spoken as it is: mostly kana and kanji, and some kana or a kanji that
 * Chinese writes differently. Names and commands in Latin letters do not make a Japanese sentence English.
 */
export function isJapanese(text: string): boolean {
  if (!KANA.test(text) && !JAPANESE_KANJI.test(text)) return false;
  const japanese = text.match(JAPANESE)?.length ?? 0;
  const latinWords = text.match(LATIN_WORD)?.length ?? 0;
  if (japanese > latinWords * CHARACTERS_A_WORD) return true;
  return PARTICLE_AFTER_NAME.test(text) && !ENGLISH.test(text);
}
