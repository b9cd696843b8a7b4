import { describe, expect, test } from "bun:test";
import { linesOf, readerOf, textDelta, utterancesOf } from "../reading.ts";

/** What is given while the text is written, at the pause behind each piece, and at the end. */
function speakWithPauses(...pieces: readonly string[]): string[][] {
  const reader = readerOf();
  const given = [{ type: "message_start", message: {} }, ...pieces.map((piece) => textDelta(piece))].map(
    (line) => [...reader.push(Buffer.from(linesOf(line))), ...reader.flush()],
  );
  return [...given.slice(1), reader.end()].map((events) =>
    utterancesOf(events).map(({ kind, text }) => (kind === "notice" ? `<${text}>` : text)),
  );
}

describe("after a pause of the stream the open words are given, and the text may go on", () => {
  const cases: readonly [name: string, pieces: readonly string[], given: readonly (readonly string[])[]][] = [
    ["the words so far", ["Let me look", " at it."], [["Let me look"], ["at it."], []]],
    ["the last word", ["Is it done?", " Yes! "], [["Is it done?"], ["Yes!"], []]],
    ["nothing twice", ["One.", "", " Two."], [["One."], [], ["Two."], []]],
    ["open code waits for its end", ["Run `npm", " test` now."], [["Run"], ["npm test now."], []]],
    ["an open link, too", ["See [the docs", "](https://e.org)."], [["See"], ["the docs."], []]],
    ["and an entity", ["Here &am", "p; there"], [["Here"], ["& there"], []]],
    ["emphasis goes on", ["It is **very", " good** so."], [["It is very"], ["good so."], []]],
    ["a closing mark is no word", ["It is **good.**", " So."], [["It is good."], ["So."], []]],
    [
      "what is never closed is given at the end",
      ["See [the docs", " here"],
      [["See"], [], ["[the docs here"]],
    ],
    ["how a line begins is waited for", ["Text.\n-", " item"], [["Text."], ["item"], []]],
    ["items", ["- one", "\n- two"], [["one"], ["two"], []]],
    ["code is announced at its end only", ["```js\nx\n", "y\n```\n"], [[], ["<コード、2行>"], []]],
    ["code in a line stays code", ["So: ```js", "\nx\n``` on"], [["So:"], ["<コード、1行>", "on"], []]],
    ["a hidden passage stays hidden", ["<!-- a", "b --> text"], [[], ["text"], []]],
    ["and one inside a line", ["So <system-rem", "inder>b</system-reminder> c"], [["So"], ["c"], []]],
    [
      "a table's rows",
      ["| a | b |\n|---|---|\n| 1 | 2 |\n| 3", " | 4 |\n"],
      [["a, b", "1, 2"], ["3, 4"], []],
    ],
    ["rows without outer pipes", ["a | b\n--|--\n1 | 2\n", "3 | 4\n"], [["a | b", "1, 2"], ["3, 4"], []]],
  ];
  test.each(cases)("%s", (_, pieces, given) => {
    expect(speakWithPauses(...pieces)).toEqual(given.map((texts) => [...texts]));
  });
});
