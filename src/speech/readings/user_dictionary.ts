/** Words and their readings in katakana, as user_readings.ts reads them from a file. */
export type UserReadings = ReadonlyMap<string, string>;

/** A word found in a text. */
export type Found = { readonly end: number; readonly reading: string };

/** What would make a Latin word that ends here only the beginning of a longer name, path or number. */
const GOES_ON = /\w|[$'](?=\w)|[-.:/\\@]+(?=[\w$])/y;
/** The same after a word that holds a sign itself: `Node.js` is whole in `Node.js-like`, `gpt-4` is not in `gpt-4.1`. */
const GOES_ON_AFTER_SIGNS = /\w|(?<=\d)\.\d/y;

const KATAKANA = /[ァ-ヺー]/;
const KATAKANA_WORD = /^[ァ-ヺー]+$/;

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** Whether the part of a text is a word of its own there. A word with kanji or hiragana is one anywhere. */
function isWhole(text: string, start: number, end: number): boolean {
  const word = text.slice(start, end);
  const [before, after] = [text.charAt(start - 1), text.charAt(end)];
  // Kana readings may hold a katakana word (サーバ in サーバー), which reading again would then replace again.
  if (KATAKANA_WORD.test(word)) return !KATAKANA.test(before) && !KATAKANA.test(after);
  if (/^\w/.test(word) && /\w/.test(before)) return false;
  if (!/\w$/.test(word)) return true;
  return !matchesAt(/^\w+$/.test(word) ? GOES_ON : GOES_ON_AFTER_SIGNS, text, end);
}

/**
 * Finds a user's words in normalised text. As in terms.json, a word in lower case stands for any case, one with
 * capitals only for itself.
 */
export class UserDictionary {
  readonly #readings: UserReadings;
  /** For each first character, in lower case, the lengths of the words that begin with it, longest first. */
  readonly #lengths = new Map<string, number[]>();

  constructor(readings: UserReadings) {
    this.#readings = readings;
    const byFirst = Map.groupBy(readings.keys(), (word) => word.charAt(0).toLowerCase());
    for (const [first, words] of byFirst) {
      const lengths = new Set(words.map((word) => word.length));
      this.#lengths.set(
        first,
        [...lengths].sort((a, b) => b - a),
      );
    }
  }

  /** The reading of a word, or undefined when the user gave none. */
  readingOf(word: string): string | undefined {
    return this.#readings.get(word) ?? this.#readings.get(word.toLowerCase());
  }

  /** The longest word that begins at a place of the text and is whole there. */
  foundAt(text: string, start: number): Found | undefined {
    for (const length of this.#lengths.get(text.charAt(start).toLowerCase()) ?? []) {
      const end = start + length;
      const reading = end > text.length ? undefined : this.readingOf(text.slice(start, end));
      if (reading !== undefined && isWhole(text, start, end)) return { end, reading };
    }
    return undefined;
  }

  /** Where the first word begins between two places of the text; the second place if there is none. */
  firstBetween(text: string, from: number, to: number): number {
    for (let at = from; at < to; at += 1) if (this.foundAt(text, at) !== undefined) return at;
    return to;
  }
}
