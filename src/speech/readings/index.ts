import { LISTED_NAME_READERS, NAME_READERS } from "./names.ts";
import { normalise } from "./normalise.ts";
import { mendCounters, NUMBER_READERS } from "./numbers.ts";
import { joinReadings, type Kind, PAUSE, type Reader } from "./reader.ts";
import { SYMBOL_READERS } from "./symbols.ts";

const space: Reader = { kind: "symbol", pattern: /\s+/y, read: () => "" };
/** Everything that Open JTalk reads by itself. */
const japanese: Reader = {
  kind: "japanese",
  pattern: /[^\x20-\x7E×÷±°€£¥≠≈∞√§…—―─〜～【】〈〉《》〔〕]+/y,
  read: ([text]) => text,
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

function readOnce(text: string): string {
  const plain = normalise(text);
  const pieces: string[] = [];
  let previous: Kind | undefined;
  for (let at = 0; at < plain.length; ) {
    let end = at + 1;
    for (const reader of READERS) {
      reader.pattern.lastIndex = at;
      const match = reader.pattern.exec(plain);
      if (match === null || match[0] === "") continue;
      const place = { text: plain, start: at, end: at + match[0].length, previous };
      const piece = reader.read(match, place);
      if (piece === undefined) continue;
      pieces.push(piece);
      end = place.end;
      if (reader !== space) previous = reader.kind;
      break;
    }
    at = end;
  }
  return mendCounters(writePauses(joinReadings(pieces)));
}

/**
 * The form of a Japanese clause that a Japanese voice reads right: Latin words in kana, symbols and numbers spoken.
 *
 * Plain numbers stay digits, since Open JTalk knows the Japanese counters (3つ ミッツ). The result holds no Latin
 * letter, and reading a result again leaves it as it is.
 */
export function toReading(text: string): string {
  // A name may end in digits that count as a number only once its letters are kana, as in `foo1.2〜3`.
  return readOnce(readOnce(text));
}
