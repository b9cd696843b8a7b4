import { describe, expect, test } from "bun:test";
import { SentenceCutter } from "../../../src/input/utterances.ts";

/** What was given when each character of a text has been read; the stamps count characters from 1. */
function givenAt(text: string): [given: string, at: number][] {
  const found: [string, number][] = [];
  let at = 0;
  const cutter = new SentenceCutter(
    (_, utterance) => found.push([utterance, at]),
    () => {},
  );
  for (const character of text.split("")) cutter.words(character, ++at, false);
  return found;
}

describe("a sentence is given as soon as its end is certain", () => {
  // The bar stands behind the character after which the first sentence is given.
  test.each([
    ["Done! |Next", "Done!"],
    ["Really? |next", "Really?"],
    ["Done. N|ext", "Done."],
    ["Done. 3| tests", "Done."],
    ['Done. "|Yes', "Done."],
    ["Done. (|Yes", "Done."],
    ["Done.\n|next", "Done."],
    ["Use v1.2. T|hen", "Use v1.2."],
    ["It is 3.14. T|hen", "It is 3.14."],
    ["Edit main.cpp. T|hen", "Edit main.cpp."],
    ["Done. useS|tate is", "Done."],
    ["Done. main.c|pp is", "Done."],
    ["Done. git |is", "Done."],
    ["No... M|aybe", "No..."],
    ["Hm... It| works", "Hm..."],
    ["In the U.S. We |met", "In the U.S."],
    ["終わり。|次", "終わり。"],
    ["本当？次|は", "本当？"],
    ["「はい。」次|は", "「はい。」"],
    ["Oui ! Non m|", "Oui !"],
    ["ठीक है। |अ", "ठीक है।"],
  ])("%j", (marked, sentence) => {
    const text = marked.replace("|", "");
    expect(givenAt(text)[0]).toEqual([sentence, marked.indexOf("|")]);
  });

  test.each([
    "Done. and ",
    "Wait... what",
    "Hm... I ",
    "e.g. The ",
    "See No. 5 ",
    "Dr. Smith ",
    'He said "Stop. No',
  ])("%j is not given", (text) => {
    expect(givenAt(text)).toEqual([]);
  });
});

test("a long sentence is given six words behind its border", () => {
  const before = Array.from({ length: 26 }, (_, n) => `w${n}`).join(" ");
  expect(givenAt(`${before}; a b c d e f `)).toEqual([
    [`${before};`, before.length + " ; a b c d e f".length],
  ]);
});

test.each(["(", '"', "'", ". ", "...", "a.", "Done.", "。", ".)", "; ", " — ", "e.g. "])(
  "endless %j is read and let go of",
  (piece) => {
    let given = "";
    const cutter = new SentenceCutter(
      (_, text) => {
        given += text;
      },
      () => {},
    );
    for (let n = 0; n < 5000; n++) cutter.words(piece, n, false);
    cutter.pause();
    cutter.words("Over.", 0, false);
    cutter.pause();
    expect(given.endsWith("Over.")).toBe(true);
  },
);
