import { expect, setDefaultTimeout, test } from "bun:test";
import { LIMIT_MS, Program, SMALL_MODEL, translations } from "../e2e/program.ts";
import { linesOf, textDelta } from "../input/reading.ts";

setDefaultTimeout(LIMIT_MS);

/** Long enough for a whole translation by the small model. */
const LONG_MS = 1500;

/** What an agent writes, with how many milliseconds pass before each part. */
const WRITTEN: readonly (readonly [waitMs: number, text: string])[][] = [
  // The end is seen at once, soon, and long after the sentence was translated for a guess.
  [
    [0, "The cache was "],
    [0, "empty."],
    [0, "\n\n"],
  ],
  [
    [0, "The cache was "],
    [30, "empty."],
    [40, " "],
    [40, "\n\n"],
  ],
  [
    [0, "The database is full."],
    [LONG_MS, "\n\n"],
  ],
  // The sentence goes on where it might have ended.
  [
    [0, "It is v1."],
    [40, "2 now.\n\n"],
  ],
  [
    [0, "It is v1."],
    [LONG_MS, "2 "],
    [100, "now."],
    [20, "\n\n"],
  ],
  // One guess after the other.
  [
    [0, "Open a."],
    [20, "b."],
    [20, "c "],
    [20, "please."],
    [30, "\n\n"],
  ],
];

test("a sentence whose end was guessed is translated as if it had come at once", async () => {
  const args = ["--model", SMALL_MODEL, "--voice", "echo"];
  using atOnce = new Program();
  const whole = WRITTEN.map((parts) => linesOf(textDelta(parts.map(([, text]) => text).join("")))).join("");
  await atOnce.run([...args, "--output", atOnce.wav], whole);

  using drafted = new Program();
  const child = drafted.start([...args, "--output", drafted.wav]);
  await drafted.until((trace) => trace.some(({ event }) => event === "ready"));
  for (const [id, parts] of WRITTEN.entries()) {
    for (const [waitMs, text] of parts) {
      await Bun.sleep(waitMs);
      child.stdin.write(linesOf(textDelta(text)));
      child.stdin.flush();
    }
    await drafted.until((trace) => trace.some((event) => event.event === "audio" && Number(event.id) === id));
    // All of it has been translated, so that the next one may be drafted.
    await Bun.sleep(500);
  }
  child.stdin.end();
  expect(await child.exited).toBe(0);
  expect(translations(drafted)).toEqual(translations(atOnce));
  expect(translations(drafted).length).toBe(WRITTEN.length);
  expect(drafted.events("summary")).toMatchObject([{ counts: { faults: 0 } }]);
});
