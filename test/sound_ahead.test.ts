import { expect, test } from "bun:test";
import { SoundAhead } from "../src/sound_ahead.ts";
import type { SoundStep } from "../src/speech/sound.ts";
import type { Work } from "../src/work.ts";

const SECOND = 48_000;
const clause = { n: 0, ja: "文。", reading: "文。", isLast: true };
const work: Work = {
  utterance: { id: 0, kind: "text", text: "文。", received_ms: 0, session: null, agent: "main" },
  message: 0,
  translated: { clauses: [], isWhole: true },
  signal: new AbortController().signal,
};
const frames = (seconds: number): SoundStep => ({
  ...{ ...work, kind: "frames", clause },
  pcm: new Int16Array(seconds * SECOND),
});
const STEPS: SoundStep[] = [frames(1), frames(0.5), { ...work, kind: "clause-end", clause }, frames(2)];

async function* each<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  yield* items;
}

test("what is on its way counts with what the playback has", async () => {
  const playback = { untilDryMs: 700 };
  const ahead = new SoundAhead(playback);
  expect(ahead.untilDryMs).toBe(700);
  const given: SoundStep[] = [];
  const after: (number | null)[] = [];
  for await (const step of ahead.given(each(STEPS))) {
    given.push(step);
    after.push(ahead.untilDryMs);
  }
  expect(given).toEqual(STEPS);
  expect(after).toEqual([1700, 2200, 2200, 4200]);
  for (const step of STEPS.slice(0, 3)) ahead.taken(step);
  playback.untilDryMs = 100;
  expect(ahead.untilDryMs).toBe(2100);
});

test("where nothing is paced nothing runs dry", async () => {
  const ahead = new SoundAhead({ untilDryMs: null });
  for await (const _ of ahead.given(each(STEPS)));
  expect(ahead.untilDryMs).toBeNull();
});
