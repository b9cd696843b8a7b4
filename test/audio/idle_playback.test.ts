import { afterEach, beforeEach, describe, expect, jest, test } from "bun:test";
import { IdlePlayback } from "../../src/audio/idle_playback.ts";
import type { Listener, Playback } from "../../src/audio/playback.ts";
import type { SoundStep } from "../../src/speech/sound.ts";
import type { Work } from "../../src/work.ts";

const KEPT_OPEN_MS = 30_000;

const clause = { n: 0, ja: "文。", reading: "文。", isLast: true };
const work: Work = {
  utterance: { id: 0, kind: "text", text: "文。", received_ms: 0, session: null, agent: "main" },
  message: 0,
  translated: { clauses: [], isWhole: true },
  signal: new AbortController().signal,
};
const FRAMES: SoundStep = { ...work, kind: "frames", clause, pcm: new Int16Array(10) };
const END: SoundStep = { ...work, kind: "utterance-end" };

/** A device that takes everything at once, and notes what is done to it. */
class NotedPlayback implements Playback {
  readonly underruns = 1;
  readonly untilDryMs = 700;
  readonly #noted: string[];
  readonly #listener: Listener;

  constructor(noted: string[], listener: Listener) {
    this.#noted = noted;
    this.#listener = listener;
  }

  async open(): Promise<void> {
    this.#noted.push("open");
  }

  async play(step: SoundStep): Promise<void> {
    this.#noted.push(step.kind);
    if (step.kind === "utterance-end") this.#listener.utteranceEnds(step);
  }

  async drained(): Promise<void> {}
  flush(): void {}
  skip(): void {}

  pause(on: boolean): void {
    this.#noted.push(on ? "hold" : "go on");
  }

  close(): void {
    this.#noted.push("close");
  }
}

let noted: string[];
let playback: IdlePlayback;
beforeEach(() => {
  jest.useFakeTimers();
  noted = [];
  playback = new IdlePlayback((listener) => new NotedPlayback(noted, listener), {
    ...{ clauseStarts: () => {}, clausePlayed: () => {} },
    utteranceEnds: () => noted.push("ended"),
    failed: () => noted.push("failed"),
  });
});
afterEach(() => {
  jest.useRealTimers();
});

const opened = async () => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

describe("an output that is silent most of its time", () => {
  test("is opened by the first sound, let go a while after the last, and opened again", async () => {
    for (const step of [FRAMES, END]) await playback.play(step);
    jest.advanceTimersByTime(KEPT_OPEN_MS - 1);
    for (const step of [FRAMES, END]) await playback.play(step);
    jest.advanceTimersByTime(KEPT_OPEN_MS);
    const both = ["frames", "utterance-end", "ended"];
    expect(noted).toEqual(["open", ...both, ...both, "close"]);
    await playback.play(FRAMES);
    expect(noted.slice(-2)).toEqual(["open", "frames"]);
    expect(playback.underruns).toBe(2);
  });

  test("is let go when what it was prepared for never came", async () => {
    playback.prepare();
    await playback.play(END);
    await opened();
    expect(noted).toEqual(["open", "ended"]);
    jest.advanceTimersByTime(KEPT_OPEN_MS);
    expect(noted).toEqual(["open", "ended", "close"]);
  });

  test("is kept while its sound is held", async () => {
    await playback.play(FRAMES);
    playback.pause(true);
    jest.advanceTimersByTime(3 * KEPT_OPEN_MS);
    expect(noted).toEqual(["open", "frames", "hold"]);
    playback.pause(false);
    await playback.play(END);
    jest.advanceTimersByTime(KEPT_OPEN_MS);
    expect(noted.at(-1)).toBe("close");
  });

  test("has nothing to be heard before it is opened", async () => {
    expect(playback.untilDryMs).toBe(0);
    await playback.play(FRAMES);
    expect(playback.untilDryMs).toBe(700);
    playback.pause(true);
    expect(playback.untilDryMs).toBe(700);
    playback.close();
    expect(playback.untilDryMs).toBe(Number.POSITIVE_INFINITY);
  });

  test("that was closed while it was opened is let go at once", async () => {
    playback.prepare();
    playback.close();
    await opened();
    expect(noted).toEqual(["open", "close"]);
    jest.advanceTimersByTime(KEPT_OPEN_MS);
    expect(noted).toEqual(["open", "close"]);
  });
});
