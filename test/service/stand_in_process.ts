import type { WorkerProcess } from "../../src/service/shared_worker.ts";
import { Telling } from "../../src/service/telling.ts";
import { type AnyEvent, type Refusal, refused, WorkerLost } from "../../src/workers/worker.ts";

/** A job of a {@link StandInProcess}, which the test does in its place. */
class StandInJob<Event> {
  readonly ticket: number;
  readonly request: object;
  readonly telling = new Telling<Event>();
  isCancelled = false;

  constructor(ticket: number, request: object) {
    this.ticket = ticket;
    this.request = request;
  }

  /** Tells one event; those that end a job end it. */
  tell(event: Event, body = new Uint8Array(0)): void {
    this.telling.push({ event, body });
  }
}

/** A worker whose jobs do what the test says, so that their order can be told exactly. */
export class StandInProcess<Event extends AnyEvent> implements WorkerProcess<Event> {
  static #last = 0;
  readonly pid = ++StandInProcess.#last;
  readonly opening = Promise.withResolvers<Event>();
  readonly jobs: StandInJob<Event>[] = [];
  readonly drafts: object[] = [];
  isKilled = false;
  lost: WorkerLost | null = null;

  async open(_request: object, refusal: Refusal): Promise<Event> {
    try {
      return await this.opening.promise;
    } catch (error) {
      throw error instanceof WorkerLost ? error : refused(refusal, String(error));
    }
  }

  async *run(request: (ticket: number) => object, signal: AbortSignal) {
    const ticket = this.jobs.length + 1;
    const job = new StandInJob<Event>(ticket, request(ticket));
    this.jobs.push(job);
    const cancel = () => {
      job.isCancelled = true;
      job.telling.end();
    };
    if (signal.aborted) cancel();
    signal.addEventListener("abort", cancel);
    yield* job.telling.read();
    signal.removeEventListener("abort", cancel);
  }

  /** The job that was begun last. */
  get job(): StandInJob<Event> {
    const job = this.jobs.at(-1);
    if (job === undefined) throw new Error("no job was begun");
    return job;
  }

  /** Dies, as kill -9 would make it. */
  die(why: string): void {
    this.lost = new WorkerLost("WORKER_DIED", { what: "the process died", why, fix: "" });
    this.opening.reject(this.lost);
    this.jobs.at(-1)?.telling.fail(this.lost);
  }

  tell(request: object): void {
    this.drafts.push(request);
  }

  kill(): void {
    this.isKilled = true;
    this.die("it was killed");
  }
}

/** As {@link settle}, where the timers are the test's. */
export async function settleWithoutTimers(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await Promise.resolve();
}

/** Lets everything happen that is not waited for. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
