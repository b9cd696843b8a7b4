import type { UserDictionary } from "./user_dictionary.ts";

/** What a stretch of the text is; a sign such as `-` sounds different after a number than after a name. */
export type Kind = "japanese" | "number" | "name" | "symbol";

/** Where a match stands. */
export type Place = {
  /** The whole normalised text. */
  readonly text: string;
  /** Where the match begins and ends in `text`. */
  readonly start: number;
  readonly end: number;
  /** The kind of the stretch before, spaces aside; undefined at the beginning. */
  readonly previous: Kind | undefined;
  /** The user's words, which go before every table. */
  readonly user: UserDictionary;
};

/**
 * Recognises one kind of stretch and says it. `pattern` is sticky. `read` gives kana, kanji and digits, or undefined
 * to leave the stretch to the readers after it.
 */
export type Reader = {
  readonly kind: Kind;
  readonly pattern: RegExp;
  readonly read: (match: RegExpExecArray, place: Place) => string | undefined;
};

/** A pause of our own, told apart from the author's 、 until the readings are joined (a private use character). */
export const PAUSE = "\uE000";

/** Joins readings without a gap, since a space is a pause to the voice; two numbers in a row must stay apart. */
export function joinReadings(pieces: readonly string[]): string {
  return pieces.reduce(
    (joined, piece) => joined + (/\d$/.test(joined) && /^\d/.test(piece) ? PAUSE : "") + piece,
    "",
  );
}
