import { type AnyEvent, type Opening, type Told, type Worker, WorkerLost } from "../workers/worker.ts";
import { Telling } from "./telling.ts";

/** A worker that is a process. */
export interface WorkerProcess<Event> extends Worker<Event> {
  readonly pid: number;
}

/** A session's share in a worker. How it is opened is known already. */
export interface WorkerShare<Event> extends Worker<Event> {
  open(): Promise<Event>;
}

export interface SharedWorkerSettings<Event> {
  /** Starts a process; called again when it is gone. */
  readonly start: () => WorkerProcess<Event>;
  readonly opening: Opening;
  /** Sees every event of a job. */
  readonly onEvent?: (event: Event) => void;
  /** Ends the process after so many milliseconds without anything to do. */
  readonly restAfterMs: number;
}

/** The longest that a timer can be set to. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** One session's job, from its request to its end. */
class Job<Event> {
  readonly session: string;
  readonly request: (ticket: number) => object;
  readonly telling = new Telling<Event>();
  readonly #cancelling = new AbortController();

  constructor(session: string, request: (ticket: number) => object) {
    this.session = session;
    this.request = request;
  }

  get signal(): AbortSignal {
    return this.#cancelling.signal;
  }

  cancel(): void {
    this.#cancelling.abort();
  }
}

/**
 * A worker process that many sessions use. It does one job at a time, and is started when it is needed and again when it
 * is lost; what waits then goes on with the new one.
 */
export class SharedWorker<Event extends AnyEvent> {
  readonly #settings: SharedWorkerSettings<Event>;
  readonly #waiting: Job<Event>[] = [];
  #running: Job<Event> | null = null;
  #first: string | null = null;
  #process: WorkerProcess<Event> | null = null;
  #opening: Promise<Event> | null = null;
  #resting: Timer | null = null;
  #isOpen = false;
  #ended: WorkerLost | null = null;

  constructor(settings: SharedWorkerSettings<Event>) {
    this.#settings = settings;
  }

  /** What a session may do with it. It is not lost before the whole is ended, whatever becomes of the process. */
  share(session: string): WorkerShare<Event> {
    const ended = () => this.#ended;
    return {
      get lost() {
        return ended();
      },
      open: () => this.#open(),
      run: (request, signal) => this.#run(session, request, signal),
      tell: (request) => this.#tell(session, request),
      kill: () => this.leave(session),
    };
  }

  /** The process, while it is open. */
  get pid(): number | null {
    return this.#isOpen && this.#process?.lost === null ? this.#process.pid : null;
  }

  /** This session's jobs come before those of the others; null: as they come. */
  setFirst(session: string | null): void {
    this.#first = session;
  }

  /** Cancels a session's jobs. */
  leave(session: string): void {
    for (const job of this.#waiting.filter((one) => one.session === session)) this.#cancel(job);
    if (this.#running?.session === session) this.#running.cancel();
  }

  /** Ends the process for good. */
  kill(): void {
    this.#ended ??= new WorkerLost("WORKER_DIED", {
      what: "the resident service has ended",
      why: "it was told to",
      fix: "start it again: stream-tts-bun serve",
    });
    for (const job of this.#waiting.splice(0)) job.telling.fail(this.#ended);
    this.#endProcess();
  }

  /** Opens a process; one that is killed meanwhile is replaced, once. */
  async #open(): Promise<Event> {
    try {
      return await this.#openOnce();
    } catch (error) {
      if (error instanceof WorkerLost && this.#ended === null) return this.#openOnce();
      throw error;
    }
  }

  /** Several who ask share one opening; a refused one is reported to each of them and tried anew by the next. */
  async #openOnce(): Promise<Event> {
    if (this.#ended !== null) throw this.#ended;
    if (this.#opening !== null && this.#process?.lost === null) {
      if (this.#isOpen) this.#rest();
      return this.#opening;
    }
    const { start, opening } = this.#settings;
    // It may have been lost while it rested.
    this.#stopResting();
    const process = start();
    this.#process = process;
    this.#isOpen = false;
    this.#opening = process.open(opening.request, opening.refusal);
    try {
      const ready = await this.#opening;
      this.#isOpen = this.#process === process;
      this.#rest();
      return ready;
    } catch (error) {
      if (this.#process === process) this.#opening = null;
      throw this.#ended ?? error;
    }
  }

  async *#run(
    session: string,
    request: (ticket: number) => object,
    signal: AbortSignal,
  ): AsyncGenerator<Told<Event>> {
    if (this.#ended !== null) throw this.#ended;
    const job = new Job<Event>(session, request);
    const cancel = () => this.#cancel(job);
    this.#waiting.push(job);
    signal.addEventListener("abort", cancel);
    if (signal.aborted) cancel();
    if (this.#running === null) void this.#work();
    try {
      yield* job.telling.read();
    } finally {
      signal.removeEventListener("abort", cancel);
      // Where the reader left early, nobody takes this job's events any more.
      cancel();
    }
  }

  /** A draft helps its own session only; with work of others around it would take time from theirs. */
  #tell(session: string, request: object): void {
    const jobs = this.#running === null ? this.#waiting : [this.#running, ...this.#waiting];
    if (this.#isOpen && jobs.every((job) => job.session === session)) this.#process?.tell(request);
  }

  #cancel(job: Job<Event>): void {
    job.cancel();
    const at = this.#waiting.indexOf(job);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
    job.telling.end();
  }

  async #work(): Promise<void> {
    for (let job = this.#next(); job !== undefined; job = this.#next()) {
      this.#running = job;
      await this.#perform(job);
      this.#running = null;
    }
    this.#rest();
  }

  #next(): Job<Event> | undefined {
    const at = this.#waiting.findIndex(({ session }) => session === this.#first);
    return this.#waiting.splice(Math.max(at, 0), 1)[0];
  }

  async #perform({ request, signal, telling }: Job<Event>): Promise<void> {
    try {
      await this.#open();
      const process = this.#process;
      if (process === null || signal.aborted) return telling.end();
      for await (const told of process.run(request, signal)) {
        this.#settings.onEvent?.(told.event);
        telling.push(told);
      }
      telling.end();
    } catch (error) {
      telling.fail(error);
    }
  }

  #rest(): void {
    this.#stopResting();
    const { restAfterMs } = this.#settings;
    if (restAfterMs === Number.POSITIVE_INFINITY || this.#running !== null) return;
    this.#resting = setTimeout(() => this.#endProcess(), Math.min(restAfterMs, LONGEST_TIMER_MS));
    this.#resting.unref();
  }

  #stopResting(): void {
    if (this.#resting !== null) clearTimeout(this.#resting);
    this.#resting = null;
  }

  #endProcess(): void {
    this.#stopResting();
    this.#process?.kill();
    this.#process = null;
    this.#opening = null;
    this.#isOpen = false;
  }
}
