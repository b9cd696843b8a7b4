import { mendKanji } from "./kanji.ts";
import { LISTED_NAME_READERS, NAME_READERS } from "./names.ts";
import { normalise } from "./normalise.ts";
import { mendCounters, NUMBER_READERS } from "./numbers.ts";
import { joinReadings, type Kind, PAUSE, type Reader } from "./reader.ts";
import { SYMBOL_READERS } from "./symbols.ts";
import { UserDictionary, type UserReadings } from "./user_dictionary.ts";
import { loadReadings } from "./user_readings.ts";

export type { UserReadings } from "./user_dictionary.ts";
export { loadReadings } from "./user_readings.ts";

const space: Reader = { kind: "symbol", pattern: /\s+/y, read: () => "" };
/** Everything that Open JTalk reads by itself, up to a word of the user's. */
const japanese: Reader = {
  kind: "japanese",
  pattern: /[^\x20-\x7E×÷±°€£¥≠≈∞√§…—―─〜～【】〈〉《》〔〕]+/y,
  read: (_, { text, start, end }) => text.slice(start, end),
};

const READERS: readonly Reader[] = [
  japanese,
  ...LISTED_NAME_READERS,
  ...NUMBER_READERS,
  space,
  ...NAME_READERS,
  ...SYMBOL_READERS,
];

const PAUSES = new RegExp(`${PAUSE}+`, "g");
const NEEDLESS_PAUSES = (() => {
  const mark = "[、。！？…‥・「」『』（）〜～]";
  return new RegExp(`(?<=^|${mark})${PAUSE}+|${PAUSE}+(?=$|${mark})`, "g");
})();

/** Writes our pauses as 、 where no other mark, and neither end of the text, makes one anyway. */
function writePauses(reading: string): string {
  return reading.replace(NEEDLESS_PAUSES, "").replace(PAUSES, "、");
}

function readOnce(text: string, user: UserDictionary): string {
  const plain = normalise(text);
  const pieces: string[] = [];
  let previous: Kind | undefined;
  for (let at = 0; at < plain.length; ) {
    const own = user.foundAt(plain, at);
    if (own !== undefined) {
      pieces.push(own.reading);
      previous = "name";
      at = own.end;
      continue;
    }
    let end = at + 1;
    for (const reader of READERS) {
      reader.pattern.lastIndex = at;
      const match = reader.pattern.exec(plain);
      if (match === null || match[0] === "") continue;
      const whole = at + match[0].length;
      const until = reader === japanese ? user.firstBetween(plain, at + 1, whole) : whole;
      const piece = reader.read(match, { text: plain, start: at, end: until, previous, user });
      if (piece === undefined) continue;
      pieces.push(piece);
      end = until;
      if (reader !== space) previous = reader.kind;
      break;
    }
    at = end;
  }
  return mendKanji(mendCounters(writePauses(joinReadings(pieces))));
}

/**
 * A name may end in digits that count as a number only once its letters are kana, as in `foo1.2〜3`, and a user's word
 * may come about where something before it is read. Two passes nearly always do; nothing is worth more than these.
 */
const MOST_PASSES = 16;

/** Gives the form of a Japanese clause that a Japanese voice reads right. */
export type ReadingOf = (text: string) => string;

/**
 * {@link toReading} with a user's own readings, which go before every table: for whole words, for the parts of a name
 * (`getUserId`, `src/user.ts`), and for words with kanji or hiragana wherever they stand, the longest first.
 */
export function readingWith(readings: UserReadings): ReadingOf {
  const user = new UserDictionary(readings);
  return (text) => {
    let reading = readOnce(text, user);
    for (let pass = 1; pass < MOST_PASSES; pass += 1) {
      const next = readOnce(reading, user);
      if (next === reading) break;
      reading = next;
    }
    return reading;
  };
}

/**
 * The form of a Japanese clause that a Japanese voice reads right: Latin words in kana, symbols and numbers spoken.
 *
 * Plain numbers stay digits, since Open JTalk knows the Japanese counters (3つ ミッツ). The result holds no Latin
 * letter, and reading a result again leaves it as it is.
 */
export const toReading: ReadingOf = readingWith(new Map());

/**
 * The same, with a user's own readings ahead of ours.
 *
 * @param file path of the readings; without one there are none
 * @throws AppError READINGS_UNREADABLE
 */
export function readingOfFile(file: string | undefined): ReadingOf {
  return file === undefined ? toReading : readingWith(loadReadings(file));
}
