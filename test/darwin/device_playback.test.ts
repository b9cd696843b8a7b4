import { afterEach, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { DevicePlayback } from "../../src/audio/device_playback.ts";
import type { SoundStep } from "../../src/speech/sound.ts";
import type { Work } from "../../src/work.ts";
import { difference, ImitatedMac, LIMIT_MS, MARKED } from "./imitated_mac_player.ts";

/** The program's own playback on the Apple player: what is told, and what is heard, when the device changes. */
setDefaultTimeout(LIMIT_MS);

let mac: ImitatedMac;
beforeAll(async () => {
  mac = await ImitatedMac.start();
});
afterEach(() => mac.cleanUp());

/** An utterance of one clause whose sound is MARKED. */
function utterance(id: number): SoundStep[] {
  const work: Work = {
    utterance: { id, kind: "text", text: "a", received_ms: 0, session: null, agent: "main" },
    signal: new AbortController().signal,
    message: 0,
    translated: { clauses: [], isWhole: true },
  };
  const clause = { n: 0, ja: "あ", reading: "あ", isLast: true };
  return [
    { ...work, kind: "frames", clause, pcm: MARKED },
    { ...work, kind: "clause-end", clause },
    { ...work, kind: "utterance-end" },
  ];
}

test("when the default device changes, it is told, and every utterance is heard to its end", async () => {
  const first = mac.devices.add("first", { name: "Headphones" });
  const second = mac.devices.add("second", { name: "Loudspeaker" });
  const told: string[] = [];
  const listener = {
    clauseStarts: ({ utterance: { id } }: Work) => told.push(`${id} starts`),
    clausePlayed: ({ utterance: { id } }: Work) => told.push(`${id} played`),
    utteranceEnds: ({ utterance: { id } }: Work) => told.push(`${id} ends`),
    failed: (error: unknown) => told.push(String(error)),
  };
  const playback = new DevicePlayback(mac.built.library, "", 1, listener, (line) => told.push(line));
  try {
    await playback.open();
    expect(playback.device).toBe("Headphones");
    for (const step of [...utterance(0), ...utterance(1)]) await playback.play(step);
    const drained = playback.drained();
    await mac.comesToPass("the first is half heard", () => mac.heard(first).length > MARKED.length / 2);
    mac.devices.makeDefault(second);
    await drained;
    expect(playback.device).toBe("Loudspeaker");
    expect(playback.underruns).toBe(0);
  } finally {
    playback.close();
  }
  expect(told).toEqual([
    "0 starts",
    "the sound device Headphones went away (the system's default device has changed); trying the default one",
    "playing on Loudspeaker",
    "0 played",
    "0 ends",
    "1 starts",
    "1 played",
    "1 ends",
  ]);
  const [before, after] = [mac.heard(first), mac.heard(second)];
  expect(before.length + after.length).toBe(2 * MARKED.length);
  expect(difference(after.subarray(-MARKED.length), MARKED)).toBe("nowhere");
});
