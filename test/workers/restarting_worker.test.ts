import { describe, expect, test } from "bun:test";
import { AppError } from "../../src/errors.ts";
import { NATURAL } from "../../src/speech/synthesizer.ts";
import { WorkerSynthesizer } from "../../src/speech/worker_synthesizer.ts";
import type { VoiceEvent } from "../../src/workers/protocol.ts";
import { RestartingWorker } from "../../src/workers/restarting_worker.ts";
import { WorkerLost } from "../../src/workers/worker.ts";
import { StandInProcess, settle } from "../service/stand_in_process.ts";

const NEVER = new AbortController().signal;
const OPENING = {
  request: { op: "open" },
  refusal: { code: "VOICE_REFUSED", what: "the voice cannot be opened", fix: "none" },
} as const;
const GONE = new WorkerLost("WORKER_DIED", { what: "it is gone", why: "killed", fix: "none" });

/** Stand-ins that do in turn what is wished when they are opened: become ready at a rate, or fail. */
function starting(...wishes: (number | Error)[]) {
  const started: StandInProcess<VoiceEvent>[] = [];
  const start = () => {
    const process = new StandInProcess<VoiceEvent>();
    const wish = wishes[started.length] ?? 48_000;
    if (typeof wish === "number") process.opening.resolve({ event: "ready", rate: wish });
    else process.open = () => Promise.reject(wish);
    started.push(process);
    return process;
  };
  return { started, start };
}

describe("where a worker comes from is asked each time one is needed", () => {
  test("and one whose service went away while it was opened is told of and replaced", async () => {
    const { started, start } = starting(GONE);
    const lost: AppError[] = [];
    const worker = new RestartingWorker({ ...OPENING, start }, (error) => lost.push(error));
    expect(await worker.open()).toEqual({ event: "ready", rate: 48_000 });
    expect(lost).toEqual([GONE]);
    expect(started.length).toBe(2);
  });

  test("but not a third time", async () => {
    const { started, start } = starting(GONE, GONE);
    const worker = new RestartingWorker({ ...OPENING, start }, () => {});
    await expect(worker.open()).rejects.toBe(GONE);
    expect(started.length).toBe(2);
  });

  test("and one that refuses is not replaced", async () => {
    const refusal = new AppError("VOICE_REFUSED", { what: "", why: "no file", fix: "" });
    const { started, start } = starting(refusal);
    const worker = new RestartingWorker({ ...OPENING, start }, () => {});
    await expect(worker.open()).rejects.toBe(refusal);
    expect(started.length).toBe(1);
  });
});

test("a voice's rate is that of the latest worker, also when a clause had to open it", async () => {
  const { started, start } = starting(48_000, 24_000);
  const voice = { kind: "native", name: "mei", library: "", source: "", data: "" } as const;
  const workers = { voice: start, translator: () => expect.unreachable() };
  const synthesizer = new WorkerSynthesizer(workers, voice, () => {});
  expect(synthesizer.rate).toBe(0);
  await synthesizer.open();
  expect(synthesizer.rate).toBe(48_000);
  started[0]?.die("killed");
  const clause = synthesizer.speak("1", NATURAL, NEVER).next();
  await settle();
  expect(synthesizer.rate).toBe(24_000);
  started[1]?.job.telling.end();
  expect(await clause).toMatchObject({ done: true });
});
