import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { NATURAL, type Prosody } from "../../src/speech/synthesizer.ts";
import { builtVoice, isWhole, LIMIT_MS, speakIn, type Wish } from "./imitated_mac.ts";
import type { Step } from "./steps.ts";

/** The Apple voice through ffi/voice.ts, over stand-ins for Apple's classes: what it does with all that they may do. */
setDefaultTimeout(LIMIT_MS);

let library: string;
beforeAll(async () => {
  library = await builtVoice();
});

const speakWith = (wish: Wish) => speakIn("voice_child.ts", library, wish);
const speak = (text: string, prosody: Partial<Prosody> = {}): Step => ({
  do: "speak",
  text,
  prosody: { ...NATURAL, ...prosody },
});
const stop = (text: string): Step => ({ do: "stop", text });
const NEXT = "次の文です。";
const LONG = "長い文です。".repeat(50);

/** Does the steps, which all succeed, and gives what was told of them. */
async function outcomesOf(...steps: Step[]) {
  const { outcomes, stderr, code } = await speakWith({ steps });
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return outcomes;
}

describe("text in, PCM at 48,000 Hz out, whole and in order", () => {
  test.each([
    ["float32 at 22,050 Hz", ""],
    ["int16", "<int16>"],
    ["16 kHz", "<16 kHz>"],
    ["int16 at 16 kHz", "<int16><16 kHz>"],
    ["48 kHz", "<48 kHz>"],
    ["two channels", "<stereo>"],
    ["two interleaved channels", "<interleaved>"],
    ["two interleaved channels of int16", "<interleaved><int16>"],
    ["a format that changes from buffer to buffer", "<changing>"],
    ["characters outside of the basic plane", "𠮷野家🍣"],
    ["text that has nothing between its words", "a".repeat(3000)],
  ])("%s", async (_, words) => {
    const text = `${words}こんにちは。Bun 1.4 です。`;
    expect(await outcomesOf(speak(text), speak(NEXT))).toEqual([isWhole(text), isWhole(NEXT)]);
  });

  test("an empty text is done at once", async () => {
    expect(await outcomesOf(speak(""), speak(NEXT))).toEqual([isWhole(""), isWhole(NEXT)]);
  });
});

describe("an utterance ends once, whatever tells its end, and the next one is whole", () => {
  test.each([
    ["the buffer without frames and no word of the delegate", "<buffer only>"],
    ["the delegate's word and no buffer without frames", "<delegate only>"],
    ["two buffers without frames, then the delegate's word", "<double end>"],
  ])("%s", async (_, words) => {
    const texts = [`一${words}`, `二${words}`, NEXT];
    expect(await outcomesOf(...texts.map((text) => speak(text)))).toEqual(texts.map(isWhole));
  });

  test("no ending at all: the stall timer", async () => {
    const texts = ["一<no end>", NEXT];
    expect(await outcomesOf(...texts.map((text) => speak(text)))).toEqual(texts.map(isWhole));
  });
});

describe("stop", () => {
  test("is silence at once, and the next utterance has nothing of the old one", async () => {
    const { outcomes, log } = await speakWith({ steps: [stop(LONG), speak(NEXT), stop(LONG), speak(NEXT)] });
    const stopped = { before: expect.any(Number), after: 0 };
    expect(outcomes).toEqual([stopped, isWhole(NEXT), stopped, isWhole(NEXT)]);
    expect(log.filter(({ event }) => event === "cancelled").length).toBe(2);
  });

  test("a buffer that comes after it, during the next utterance, is dropped", async () => {
    const { outcomes, log } = await speakWith({ steps: [stop(`<late>${LONG}`), speak(NEXT)] });
    expect(outcomes[1]).toEqual(isWhole(NEXT));
    const events = log.map(({ event }) => event);
    expect(events.indexOf("late")).toBeGreaterThan(events.lastIndexOf("write"));
  });

  test("an utterance that does not come to its end can be stopped", async () => {
    const outcomes = await outcomesOf(stop(`<no end>${NEXT}`), speak(NEXT));
    expect(outcomes).toEqual([{ before: expect.any(Number), after: 0 }, isWhole(NEXT)]);
  });
});

test("callbacks come only while somebody asks for frames, when the main run loop turns", async () => {
  const [outcome] = await outcomesOf({ do: "linger", text: LONG });
  expect(outcome).toEqual({ heard: LONG, meanwhile: ["write"] });
});

describe("what goes wrong is a failure of one utterance", () => {
  test.each([
    ["an exception of writeUtterance:", "<throws>", "The stand-in was told to refuse this utterance."],
    ["a buffer that is no PCM", "<not pcm>", "PCM"],
    ["samples of an unknown type", "<float64>", "neither float32, int16 nor int32"],
    ["a rate that no voice has", "<2 kHz>", "2000"],
    ["an end without a sound", "<silent>", "ended without a sound"],
    ["an end without a sound by the delegate alone", "<silent><delegate only>", "ended without a sound"],
    ["neither sound nor end", "<nothing>", "said nothing for 5 s"],
  ])("%s", async (_, words, why) => {
    const outcomes = await outcomesOf(speak(`${words}毒のある文です。`), speak(NEXT));
    expect(outcomes).toEqual([{ failed: expect.stringContaining(why) }, isWhole(NEXT)]);
  });
});

test.each([
  [0.5, 0.42],
  [1, 0.5],
  [1.5, 0.575],
  [2, 0.64],
  [4, 0.9],
])("a speed of %d is AVSpeechUtterance's rate %d", async (speed, rate) => {
  const { log } = await speakWith({ steps: [speak("速さ", { speed })] });
  expect(log.find(({ event }) => event === "write")?.rate).toBeCloseTo(rate, 3);
});

test.each([
  [-12, 0.5],
  [-3, 0.8409],
  [0, 1],
  [7, 1.4983],
  [12, 2],
])("a pitch of %d semitones is AVSpeechUtterance's multiplier %d", async (pitch, multiplier) => {
  const { log } = await speakWith({ steps: [speak("高さ", { pitch })] });
  expect(log.find(({ event }) => event === "write")?.pitch).toBeCloseTo(multiplier, 3);
});
