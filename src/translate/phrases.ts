/**
 * A particle that closes a phrase, behind a word that is not written in hiragana. Where the script changes after it, a new
 * phrase begins: nothing else is as sure without a dictionary. の binds what follows too closely for a pause.
 */
const CLOSED =
  /[\p{Script=Han}\p{Script=Katakana}ー々\p{L}\p{N}」』）)](?<!\p{Script=Hiragana})(?:には|では|とは|から|まで|より|は|が|を|に|で|と|も)$/u;

/** What a new phrase begins with: kanji, katakana, a Latin word, a number, a quotation. */
const OPENS = /[\p{Script=Han}\p{Script=Katakana}\p{Script=Latin}\p{N}「『]/u;

/** Kanji that make one expression with the particle before them: に関する, と同時に, を通じて, と言う. */
const BOUND = /[関対基従伴応限際沿反比続加共同異通除含問言思考呼]/u;

/**
 * Whether Japanese may be paused between `text` and the character `next`, although no mark stands there: after the topic,
 * the subject, an object or a place, as a speaker would.
 */
export function endsPhrase(text: string, next: string): boolean {
  return OPENS.test(next) && !BOUND.test(next) && CLOSED.test(text);
}
