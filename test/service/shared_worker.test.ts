import { afterEach, describe, expect, jest, test } from "bun:test";
import fc from "fast-check";
import { SharedWorker, type WorkerShare } from "../../src/service/shared_worker.ts";
import type { VoiceEvent } from "../../src/workers/protocol.ts";
import { WorkerLost } from "../../src/workers/worker.ts";
import { StandInProcess, settle, settleWithoutTimers } from "./stand_in_process.ts";

const READY: VoiceEvent = { event: "ready", rate: 48_000 };
const NEVER = new AbortController().signal;
const REFUSAL = { code: "VOICE_REFUSED", what: "the voice cannot be opened", fix: "none" } as const;

/** A shared worker over stand-ins; `latest` is the process that was started last. */
function sharing({ restAfterMs = Number.POSITIVE_INFINITY } = {}) {
  let isQuick = true;
  const started: StandInProcess<VoiceEvent>[] = [];
  const worker = new SharedWorker<VoiceEvent>({
    start: () => {
      const process = new StandInProcess<VoiceEvent>();
      if (isQuick) process.opening.resolve(READY);
      started.push(process);
      return process;
    },
    opening: { request: { op: "open" }, refusal: REFUSAL },
    restAfterMs,
  });
  const latest = () => {
    const process = started.at(-1);
    if (process === undefined) throw new Error("no process was started");
    return process;
  };
  /** Whether processes are ready as soon as they are started; else the test says when. */
  const opens = (quickly: boolean) => {
    isQuick = quickly;
  };
  return { worker, started, latest, opens };
}

/** Runs a job to its end; resolves to the events it told. */
async function speak(share: WorkerShare<VoiceEvent>, text: string, signal = NEVER): Promise<VoiceEvent[]> {
  const told: VoiceEvent[] = [];
  for await (const { event } of share.run((ticket) => ({ op: "speak", ticket, text }), signal))
    told.push(event);
  return told;
}

function finish(process: StandInProcess<VoiceEvent>): void {
  const { job } = process;
  job.tell({ event: "done", ticket: job.ticket });
  job.telling.end();
}

describe("jobs of many sessions", () => {
  const SESSIONS = ["a", "b", "c"];
  const session = fc.constantFrom(...SESSIONS);
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant("ask" as const), session }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("finish" as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("die" as const) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("first" as const), session: fc.option(session) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("cancel" as const), nth: fc.nat(5) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("leave" as const), session }) },
  );

  test("one at a time, first those of the session that has the turn, then as they came, whatever happens", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40, size: "max" }), async (steps) => {
        const { worker, started } = sharing();
        // The model: what waits, and what has been begun.
        let waiting: { text: string; session: string; cancelling: AbortController }[] = [];
        let running: (typeof waiting)[number] | undefined;
        let first: string | null = null;
        const ended: string[] = [];
        const expectedBegun: string[] = [];
        const expectedEnded: string[] = [];
        const begin = () => {
          if (running !== undefined) return;
          const at = waiting.findIndex(({ session }) => session === first);
          [running] = waiting.splice(Math.max(at, 0), 1);
          if (running !== undefined) expectedBegun.push(running.text);
        };
        let asked = 0;
        for (const one of steps) {
          switch (one.kind) {
            case "ask": {
              const text = `${asked++}`;
              const cancelling = new AbortController();
              waiting.push({ text, session: one.session, cancelling });
              const end = () => ended.push(text);
              void speak(worker.share(one.session), text, cancelling.signal).then(end, end);
              break;
            }
            case "finish":
            case "die":
              if (running === undefined) break;
              if (one.kind === "finish") finish(started.at(-1) ?? new StandInProcess());
              else started.at(-1)?.die("killed");
              expectedEnded.push(running.text);
              running = undefined;
              break;
            case "first":
              first = one.session;
              worker.setFirst(first);
              break;
            case "cancel": {
              const all = running === undefined ? waiting : [running, ...waiting];
              const chosen = all[one.nth];
              if (chosen === undefined) break;
              chosen.cancelling.abort();
              expectedEnded.push(chosen.text);
              if (chosen === running) running = undefined;
              waiting = waiting.filter((job) => job !== chosen);
              break;
            }
            case "leave": {
              const all = running === undefined ? waiting : [running, ...waiting];
              worker.leave(one.session);
              for (const { text, session } of all) if (session === one.session) expectedEnded.push(text);
              if (running?.session === one.session) running = undefined;
              waiting = waiting.filter(({ session }) => session !== one.session);
              break;
            }
          }
          begin();
          await settle();
          const begun = started.flatMap(({ jobs }) =>
            jobs.map(({ request }) => Reflect.get(request, "text")),
          );
          expect(begun).toEqual(expectedBegun);
          expect(ended.toSorted()).toEqual(expectedEnded.toSorted());
        }
      }),
      { numRuns: 100 },
    );
  });

  test("a reader that leaves early cancels its job, and the next one begins", async () => {
    const { worker, latest } = sharing();
    const leaving = (async () => {
      for await (const { event } of worker.share("a").run((ticket) => ({ ticket, text: "1" }), NEVER))
        if (event.event === "pcm") break;
    })();
    const next = speak(worker.share("b"), "2");
    await settle();
    const [first] = latest().jobs;
    first?.tell({ event: "pcm", ticket: 1, voiceUs: 1 });
    await leaving;
    await settle();
    expect(first?.isCancelled).toBe(true);
    expect(latest().job.request).toMatchObject({ text: "2" });
    finish(latest());
    expect(await next).toMatchObject([{ event: "done" }]);
  });

  test("a reader that is slow holds up nobody, and loses nothing", async () => {
    const { worker, latest } = sharing();
    const slow = worker.share("a").run((ticket) => ({ ticket, text: "1" }), NEVER);
    const asked = slow.next();
    await settle();
    for (const voiceUs of [1, 2, 3]) latest().job.tell({ event: "pcm", ticket: 1, voiceUs });
    finish(latest());
    const other = speak(worker.share("b"), "2");
    await settle();
    finish(latest());
    expect(await other).toMatchObject([{ event: "done" }]);
    const told = [(await asked).value?.event];
    for await (const { event } of slow) told.push(event);
    expect(told).toMatchObject([{ voiceUs: 1 }, { voiceUs: 2 }, { voiceUs: 3 }, { event: "done" }]);
  });
});

describe("the process", () => {
  afterEach(() => void jest.useRealTimers());

  test("several who open it share one opening, and later ones find it open", async () => {
    const { worker, started } = sharing();
    const opened = await Promise.all(["a", "b", "c"].map((session) => worker.share(session).open()));
    expect(opened).toEqual([READY, READY, READY]);
    expect(await worker.share("d").open()).toEqual(READY);
    expect(started.length).toBe(1);
  });

  test("a refused opening is told to each, and tried anew by the next", async () => {
    const { worker, started, latest, opens } = sharing();
    opens(false);
    const opening = Promise.allSettled(["a", "b"].map((session) => worker.share(session).open()));
    latest().opening.reject("no memory");
    for (const result of await opening)
      expect(result).toMatchObject({
        status: "rejected",
        reason: { code: "VOICE_REFUSED", why: "no memory" },
      });
    const again = worker.share("c").open();
    latest().opening.resolve(READY);
    expect(await again).toEqual(READY);
    expect(started.length).toBe(2);
  });

  test("one that is killed while it is opened is replaced for all who wait, once", async () => {
    const { worker, started, latest, opens } = sharing();
    opens(false);
    const open = () => Promise.allSettled(["a", "b"].map((session) => worker.share(session).open()));
    const opened = open();
    latest().die("killed");
    await settle();
    latest().opening.resolve(READY);
    expect(await opened).toMatchObject([{ value: READY }, { value: READY }]);
    expect(started.length).toBe(2);

    latest().die("killed");
    const refused = open();
    latest().die("killed");
    await settle();
    latest().die("killed");
    for (const result of await refused) expect(result).toMatchObject({ reason: { code: "WORKER_DIED" } });
    expect(started.length).toBe(4);
  });

  test("its loss is told to the job that ran; what waited goes on with the next one", async () => {
    const { worker, started, latest } = sharing();
    const share = worker.share("a");
    const lost = speak(share, "1");
    const waited = speak(worker.share("b"), "2");
    await settle();
    latest().die("killed");
    await expect(lost).rejects.toBeInstanceOf(WorkerLost);
    await settle();
    expect(share.lost).toBeNull();
    expect(latest().job.request).toMatchObject({ text: "2" });
    finish(latest());
    expect(await waited).toMatchObject([{ event: "done" }]);
    expect(started.length).toBe(2);
  });

  test("without anything to do it is ended, and started again when it is needed", async () => {
    jest.useFakeTimers();
    const { worker, started, latest } = sharing({ restAfterMs: 1000 });
    await worker.share("a").open();
    jest.advanceTimersByTime(999);
    await worker.share("b").open();
    jest.advanceTimersByTime(999);
    expect(latest().isKilled).toBe(false);
    jest.advanceTimersByTime(1);
    expect(latest().isKilled).toBe(true);
    expect(worker.pid).toBeNull();
    const told = speak(worker.share("a"), "1");
    await settleWithoutTimers();
    jest.advanceTimersByTime(60_000);
    expect(latest().isKilled).toBe(false);
    finish(latest());
    expect(await told).toMatchObject([{ event: "done" }]);
    await settleWithoutTimers();
    jest.advanceTimersByTime(1000);
    expect(latest().isKilled).toBe(true);
    expect(started.length).toBe(2);
  });

  test("one that is started in the place of one that was lost while it rested is not ended for it", async () => {
    jest.useFakeTimers();
    const { worker, latest, opens } = sharing({ restAfterMs: 1000 });
    await worker.share("a").open();
    latest().die("killed");
    opens(false);
    const opening = worker.share("a").open();
    jest.advanceTimersByTime(1000);
    expect(latest().isKilled).toBe(false);
    latest().opening.resolve(READY);
    expect(await opening).toEqual(READY);
  });

  test("once it is ended for good, nothing starts it again", async () => {
    const { worker, started, latest } = sharing();
    const share = worker.share("a");
    const jobs = Promise.allSettled([speak(share, "1"), speak(share, "2")]);
    await settle();
    worker.kill();
    for (const result of await jobs) expect(result).toMatchObject({ reason: { code: "WORKER_DIED" } });
    expect(latest().isKilled).toBe(true);
    expect(share.lost).toBeInstanceOf(WorkerLost);
    await expect(share.open()).rejects.toBeInstanceOf(WorkerLost);
    await expect(speak(share, "3")).rejects.toBeInstanceOf(WorkerLost);
    expect(started.length).toBe(1);
  });
});

test("a draft is passed on only while no other session has anything to do", async () => {
  const { worker, latest } = sharing();
  const [a, b] = [worker.share("a"), worker.share("b")];
  a.tell({ draft: "before there is a process" });
  await a.open();
  a.tell({ draft: "idle" });
  const job = speak(a, "1");
  await settle();
  a.tell({ draft: "beside its own" });
  b.tell({ draft: "beside another's" });
  const cancelling = new AbortController();
  const cancelled = speak(b, "2", cancelling.signal);
  a.tell({ draft: "while another waits" });
  cancelling.abort();
  a.tell({ draft: "when it does not any more" });
  await cancelled;
  const waiting = speak(b, "3");
  finish(latest());
  await job;
  await settle();
  finish(latest());
  await waiting;
  b.tell({ draft: "idle again" });
  expect(latest().drafts).toEqual([
    { draft: "idle" },
    { draft: "beside its own" },
    { draft: "when it does not any more" },
    { draft: "idle again" },
  ]);
});
