import { describe, expect, test } from "bun:test";
import { within } from "../../scripts/testing/within.ts";
import { NativeProgress } from "../../src/workers/native_progress.ts";

/** Computes until the first number of what it is sent is no longer 0. */
const BUSY = URL.createObjectURL(
  new Blob(["onmessage = ({ data }) => { postMessage(0); while (Atomics.load(data, 0) === 0); };"], {
    type: "text/javascript",
  }),
);
/** Seconds of the clock from one look to the next. */
const STEP_S = 5;

/** What the threads of this process must have worked between two looks to be seen, and the longest wait for it, in ms. */
const WORK_MS = 50;
const LONGEST_WAIT_MS = 5000;

/** Looks every few seconds of a clock, between each of which something may work. */
async function signsIn(
  seconds: number,
  between: () => Promise<unknown>,
  each: (progress: NativeProgress) => void = () => {},
): Promise<number[]> {
  let second = 0;
  const signs: number[] = [];
  const progress = new NativeProgress(
    () => signs.push(second),
    () => second * 1000,
  );
  for (second = STEP_S; second <= seconds; second += STEP_S) {
    await between();
    each(progress);
    progress.look();
    progress.look();
  }
  return signs;
}

/** Waits until threads of this process have taken enough of a processor, however busy it is. */
async function worked(): Promise<void> {
  const cpuMs = () => (process.cpuUsage().user + process.cpuUsage().system) / 1000;
  const before = cpuMs();
  await within(LONGEST_WAIT_MS, () => cpuMs() - before > WORK_MS);
}

describe("native work that shows nothing", () => {
  test("gives signs of life while other threads compute, for a minute", async () => {
    using thread = busyThread();
    await thread.started;
    expect(await signsIn(70, worked)).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55]);
  });

  test("and for another minute after each result", async () => {
    using thread = busyThread();
    await thread.started;
    const signs = await signsIn(70, worked, (progress) => progress.shown());
    expect(Math.max(...signs)).toBe(70);
  });

  test("gives none while nobody computes", async () => {
    expect((await signsIn(70, () => Bun.sleep(100))).length).toBeLessThan(5);
  });
});

function busyThread(): Disposable & { started: Promise<void> } {
  const thread = new Worker(BUSY);
  const isOver = new Int32Array(new SharedArrayBuffer(4));
  const started = new Promise<void>((resolve) =>
    thread.addEventListener("message", () => resolve(), { once: true }),
  );
  thread.postMessage(isOver);
  return {
    started,
    [Symbol.dispose]: () => {
      Atomics.store(isOver, 0, 1);
      thread.terminate();
    },
  };
}
