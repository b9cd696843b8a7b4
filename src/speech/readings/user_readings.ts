import { AppError } from "../../errors.ts";
import { type Pair, type Refuse, readPairs } from "../../pairs_file.ts";
import { normalise } from "./normalise.ts";
import type { UserReadings } from "./user_dictionary.ts";

const MOST_WORDS = 20_000;

const WORD = /^[\p{Script=Latin}0-9._+#/ \p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー-]+$/u;
const READING = /^[ぁ-ゖァ-ヺ][ぁ-ゖァ-ヺー]*$/;
const KATAKANA_WORD = /^[ァ-ヺー]+$/;
/** Distance between a hiragana and its katakana in Unicode. */
const TO_KATAKANA = 0x60;

const EXAMPLE = "kubectl = クーベコントロール";
const FIX = `write a line as "${EXAMPLE}", the reading in kana`;

type Entry = { readonly word: string; readonly reading: string };

const toKatakana = (kana: string): string =>
  kana.replace(/[ぁ-ゖ]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + TO_KATAKANA));

function entryOf({ left, right, line }: Pair, refuse: Refuse): Entry {
  const written = left.normalize("NFKC");
  if (!WORD.test(written) || !/\p{L}/u.test(written)) {
    throw refuse(
      `line ${line}: ${JSON.stringify(left)} is no word of Latin letters, digits and ._-+#/, or of Japanese`,
      FIX,
    );
  }
  const reading = right.normalize("NFKC");
  if (!READING.test(reading))
    throw refuse(`line ${line}: the reading ${JSON.stringify(reading)} is not kana`, FIX);
  return { word: normalise(written), reading: toKatakana(reading) };
}

/**
 * Reads a user's readings: UTF-8 lines `word<TAB>reading` or `word = reading`; blank lines and comments after `#` are
 * passed over. A word is written with Latin letters, digits, `._-+#/` and single spaces, or in Japanese; in lower case
 * it stands for any case, with capitals only for itself. A reading is kana, and is given back in katakana, which the
 * voice never takes for particles.
 *
 * @throws AppError READINGS_UNREADABLE naming the line, also for more than 1 MB or 20,000 words, and for a word that is
 *   given two readings
 */
export function loadReadings(path: string): UserReadings {
  const refuse: Refuse = (why, fix, cause) =>
    new AppError("READINGS_UNREADABLE", { what: `cannot use the readings in ${path}`, why, fix }, cause);
  const readings = new Map<string, string>();
  const lines = new Map<string, number>();
  for (const pair of readPairs(path, refuse, EXAMPLE)) {
    const { word, reading } = entryOf(pair, refuse);
    if ((readings.get(word) ?? reading) !== reading) {
      const why = `line ${pair.line}: ${word} has another reading in line ${lines.get(word)}`;
      throw refuse(why, "keep one of the two lines");
    }
    readings.set(word, reading);
    lines.set(word, pair.line);
    if (readings.size > MOST_WORDS)
      throw refuse(`line ${pair.line}: there are more than 20,000 words`, "leave out some words");
  }
  for (const [word, reading] of readings) {
    // Else what has been read would change when it is read again.
    if (KATAKANA_WORD.test(word) && (readings.get(reading) ?? reading) !== reading) {
      throw refuse(
        `line ${lines.get(word)}: the reading of ${word} is itself the word of line ${lines.get(reading)}`,
        "give both words the reading that you want to hear",
      );
    }
  }
  return readings;
}
