import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { NATURAL, type Prosody } from "../../src/speech/synthesizer.ts";
import type { LoggedEvent } from "./event_log.ts";
import { builtVoice, isWhole, LIMIT_MS, speakIn } from "./imitated_mac.ts";
import type { Step } from "./steps.ts";

/** The older engine, NSSpeechSynthesizer: it writes a file, and the file is read when it is finished. */
setDefaultTimeout(LIMIT_MS);

let library: string;
beforeAll(async () => {
  library = await builtVoice();
});

const speakWith = (...steps: Step[]) => speakIn("voice_child.ts", library, { voice: "ns:", steps });
const pitches = (log: readonly LoggedEvent[]) =>
  log.flatMap(({ event, pitch }) => (event === "write" ? [pitch] : []));
const speak = (text: string, prosody: Partial<Prosody> = {}): Step => ({
  do: "speak",
  text,
  prosody: { ...NATURAL, ...prosody },
});
const NEXT = "次の文です。";

test("text in, PCM out, and no file is left", async () => {
  const texts = ["こんにちは。", "<16 kHz>も。", "長い文です。".repeat(300)];
  const { outcomes, log, leftovers, code } = await speakWith(...texts.map((text) => speak(text)));
  expect(outcomes).toEqual(texts.map(isWhole));
  expect(log.filter(({ file }) => file !== undefined).length).toBe(texts.length);
  expect(leftovers).toEqual([]);
  expect(code).toBe(0);
});

test("stopped in the middle, it is silent, and the next utterance is whole", async () => {
  const { outcomes, leftovers } = await speakWith({ do: "stop", text: NEXT.repeat(50) }, speak(NEXT));
  expect(outcomes).toEqual([{ before: expect.any(Number), after: 0 }, isWhole(NEXT)]);
  expect(leftovers).toEqual([]);
});

test("nothing is told while nobody asks for frames", async () => {
  const { outcomes } = await speakWith({ do: "linger", text: NEXT });
  expect(outcomes).toEqual([{ heard: NEXT, meanwhile: ["write"] }]);
});

describe("what goes wrong is a failure of one utterance, and no file is left", () => {
  test.each(["<throws>", "<refused>", "<broken>", "<no file>", "<nothing>"])("%s", async (word) => {
    const { outcomes, leftovers } = await speakWith(speak(`毒${word}`), speak(NEXT));
    expect(outcomes).toEqual([{ failed: expect.stringContaining("VoiceError") }, isWhole(NEXT)]);
    expect(leftovers).toEqual([]);
  });
});

test.each([
  [0.5, 87.5],
  [1, 175],
  [2, 350],
])("a speed of %d is %d words a minute of a voice that says 175", async (speed, rate) => {
  const { log } = await speakWith(speak(NEXT, { speed }));
  expect(log.find(({ event }) => event === "write")?.rate).toBeCloseTo(rate, 3);
});

test("a pitch is so many semitones from that of the voice, which says 46, each time anew", async () => {
  const { log } = await speakWith(
    speak(NEXT, { pitch: -12 }),
    speak(NEXT, { pitch: 3.5 }),
    { do: "stop", text: NEXT.repeat(50) },
    speak(NEXT, { pitch: 12 }),
    speak(NEXT),
  );
  expect(pitches(log)).toEqual([34, 49.5, 46, 58, 46]);
});

test("a voice that takes no pitch speaks at its own", async () => {
  const steps = [speak(NEXT, { pitch: 5 })];
  const listed = ["com.example.pitchless.kyoko|Kyoko|ja-JP"];
  const { outcomes, log } = await speakIn("voice_child.ts", library, { voice: "ns:", steps, listed });
  expect(outcomes).toEqual([isWhole(NEXT)]);
  expect(pitches(log)).toEqual([undefined]);
});
