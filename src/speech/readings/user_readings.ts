import { closeSync, openSync, readSync } from "node:fs";
import { AppError, reasonOf } from "../../errors.ts";
import { normalise } from "./normalise.ts";
import type { UserReadings } from "./user_dictionary.ts";

const MOST_BYTES = 1 << 20;
const MOST_WORDS = 20_000;

const WORD = /^[\p{Script=Latin}0-9._+#/ \p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー-]+$/u;
const READING = /^[ぁ-ゖァ-ヺ][ぁ-ゖァ-ヺー]*$/;
const KATAKANA_WORD = /^[ァ-ヺー]+$/;
/** Distance between a hiragana and its katakana in Unicode. */
const TO_KATAKANA = 0x60;

const EXAMPLE = 'write a line as "kubectl = クーベコントロール", the reading in kana';

type Entry = { readonly word: string; readonly reading: string };

function refusal(path: string, why: string, fix: string, cause?: unknown): AppError {
  return new AppError("READINGS_UNREADABLE", { what: `cannot use the readings in ${path}`, why, fix }, cause);
}

/** The bytes of a file of any kind, one more than allowed at most, since a pipe does not tell its size. */
function readBytes(path: string): Uint8Array {
  const bytes = new Uint8Array(MOST_BYTES + 1);
  let length = 0;
  try {
    const file = openSync(path, "r");
    try {
      for (let read = -1; read !== 0 && length < bytes.length; length += read)
        read = readSync(file, bytes, length, bytes.length - length, null);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw refusal(path, reasonOf(error), "name a text file that you may read", error);
  }
  if (length > MOST_BYTES)
    throw refusal(path, "the file is larger than 1 MB", "leave out the words that you do not need");
  return bytes.subarray(0, length);
}

function* decodedLines(path: string, bytes: Uint8Array): Generator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for (let start = 0, number = 1; start < bytes.length; number += 1) {
    const lineEnd = bytes.indexOf(0x0a, start);
    const end = lineEnd === -1 ? bytes.length : lineEnd;
    try {
      yield decoder.decode(bytes.subarray(start, end));
    } catch (error) {
      throw refusal(path, `line ${number} is not UTF-8`, "save the file as UTF-8", error);
    }
    start = end + 1;
  }
}

const toKatakana = (kana: string): string =>
  kana.replace(/[ぁ-ゖ]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + TO_KATAKANA));

/** The entry of a line, undefined for a blank line or comment; `refuse` makes an error of a line. */
function parseLine(line: string, refuse: (why: string, fix: string) => AppError): Entry | undefined {
  const text = line.trim();
  if (text === "" || text.startsWith("#")) return undefined;
  const [, left, right] = /^(.*?)(?:\t|=)(.*)$/.exec(text) ?? [];
  if (left === undefined || right === undefined)
    throw refuse("there is neither a tab nor = between a word and its reading", EXAMPLE);

  const written = left.trim().normalize("NFKC");
  if (!WORD.test(written) || !/\p{L}/u.test(written)) {
    throw refuse(
      `${JSON.stringify(left.trim())} is no word of Latin letters, digits and ._-+#/, or of Japanese`,
      EXAMPLE,
    );
  }
  const reading = right
    .replace(/\s#.*$/, "")
    .trim()
    .normalize("NFKC");
  if (!READING.test(reading)) throw refuse(`the reading ${JSON.stringify(reading)} is not kana`, EXAMPLE);
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
  const readings = new Map<string, string>();
  const lines = new Map<string, number>();
  let number = 0;
  for (const line of decodedLines(path, readBytes(path))) {
    number += 1;
    const refuse = (why: string, fix: string) => refusal(path, `line ${number}: ${why}`, fix);
    const entry = parseLine(number === 1 ? line.replace(/^\uFEFF/, "") : line, refuse);
    if (entry === undefined) continue;
    const { word, reading } = entry;
    if ((readings.get(word) ?? reading) !== reading) {
      throw refuse(`${word} has another reading in line ${lines.get(word)}`, "keep one of the two lines");
    }
    readings.set(word, reading);
    lines.set(word, number);
    if (readings.size > MOST_WORDS) throw refuse("there are more than 20,000 words", "leave out some words");
  }
  for (const [word, reading] of readings) {
    // Else what has been read would change when it is read again.
    if (KATAKANA_WORD.test(word) && (readings.get(reading) ?? reading) !== reading) {
      throw refusal(
        path,
        `line ${lines.get(word)}: the reading of ${word} is itself the word of line ${lines.get(reading)}`,
        "give both words the reading that you want to hear",
      );
    }
  }
  return readings;
}
