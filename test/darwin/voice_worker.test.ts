import { beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { builtVoice, isWhole, LIMIT_MS, speakIn, type Wish } from "./imitated_mac.ts";
import { framesOf } from "./stand_in_sound.ts";
import type { Step } from "./steps.ts";

/** The Apple voice in a real worker process, over the real protocol: as the program uses it on a Mac. */
setDefaultTimeout(LIMIT_MS);

let library: string;
beforeAll(async () => {
  library = await builtVoice();
});

const speakWith = (wish: Wish) => speakIn("worker_child.ts", library, wish);
const speak = (text: string): Step => ({ do: "speak", text });
const NEXT = "次の文です。";
const LONG = "長い文です。".repeat(100);

test.each(["apple", "ns:kyoko"])("%s: clauses come whole and in order", async (voice) => {
  const texts = ["<int16>一つ目、", "<16 kHz>二つ目、", "", "<interleaved>三つ目。", LONG];
  const { outcomes, stderr, code } = await speakWith({ voice, steps: texts.map(speak) });
  expect(outcomes).toEqual(texts.map(isWhole));
  expect(stderr).toBe("");
  expect(code).toBe(0);
});

test("it is warmed up before it is ready, which nobody hears", async () => {
  const { outcomes, log } = await speakWith({ steps: [speak(NEXT)] });
  expect(log.flatMap(({ event, text }) => (event === "write" ? [text] : []))).toEqual(["あ", NEXT]);
  expect(outcomes).toEqual([isWhole(NEXT)]);
});

test("a clause cancelled in the middle ends early, and those after it have nothing of it", async () => {
  const steps: Step[] = [
    { do: "stop", text: `<late>${LONG}` },
    speak(NEXT),
    { do: "stop", text: LONG },
    speak(NEXT),
  ];
  const { outcomes, log } = await speakWith({ steps });
  const early = { before: expect.any(Number), after: expect.any(Number) };
  expect(outcomes).toEqual([early, isWhole(NEXT), early, isWhole(NEXT)]);
  for (const outcome of [outcomes[0], outcomes[2]])
    if (outcome !== undefined && "before" in outcome)
      expect(outcome.before + outcome.after).toBeLessThan(framesOf(LONG));
  expect(log.filter(({ event }) => event === "cancelled").length).toBe(2);
  expect(log.filter(({ event }) => event === "late").length).toBe(1);
});

test("endings that come twice, by the delegate alone, or never", async () => {
  const texts = ["<double end>一", "<delegate only>二", "<no end>三", NEXT];
  const { outcomes } = await speakWith({ steps: texts.map(speak) });
  expect(outcomes).toEqual(texts.map(isWhole));
});

test("a clause that fails is told as such, and the same process speaks the next one", async () => {
  const { outcomes, stderr } = await speakWith({
    steps: [speak("毒<throws>"), speak("毒<not pcm>"), speak(NEXT)],
  });
  const failed = { failed: expect.stringContaining("could not do one sentence") };
  expect(outcomes).toEqual([failed, failed, isWhole(NEXT)]);
  expect(stderr).toBe("");
});

test("a voice that is not there is refused with the names of those that are", async () => {
  const { outcomes, stderr, code } = await speakWith({ voice: "tarou", steps: [speak(NEXT)] });
  expect(outcomes).toEqual([]);
  expect(code).toBe(1);
  expect(stderr).toContain("VOICE_REFUSED");
  expect(stderr).toContain("Kyoko");
});
