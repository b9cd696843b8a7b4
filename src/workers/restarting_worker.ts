import type { AppError } from "../errors.ts";
import { type AnyEvent, type Opening, type Told, type Worker, WorkerLost } from "./worker.ts";

/** Where a worker comes from, and how it is opened. */
export interface WorkerSpec<Event> extends Opening {
  /**
   * Called each time one is needed.
   *
   * @throws AppError when there is none any more
   */
  readonly start: () => Worker<Event>;
}

/** How often a job is tried when its worker is lost: once, and once more. */
const TRIES = 2;

/**
 * A worker that is started again when it is lost. The job that was running is done once more; if its worker is lost
 * again, the job fails and the next one gets a new worker.
 */
export class RestartingWorker<Event extends AnyEvent> {
  readonly #spec: WorkerSpec<Event>;
  readonly #onLost: (error: AppError) => void;
  #worker: Worker<Event> | null = null;
  #ready: Event | null = null;
  #told: WorkerLost | null = null;

  /** @param onLost told of every lost worker, before it is started again */
  constructor(spec: WorkerSpec<Event>, onLost: (error: AppError) => void) {
    this.#spec = spec;
    this.#onLost = onLost;
  }

  /** What the latest worker said when it was opened; null before. */
  get ready(): Event | null {
    return this.#ready;
  }

  /**
   * Starts a worker and waits until it is ready; does nothing while there is one.
   *
   * @throws AppError of the spec's refusal
   */
  async open(): Promise<Event> {
    if (this.#ready !== null && this.#worker?.lost === null) return this.#ready;
    return (await this.#start()).ready;
  }

  /**
   * Runs a job, at most twice.
   *
   * @param request called for each try, so that the second can leave out what the first one has given already
   * @throws AppError WORKER_DIED or WORKER_HUNG when the second try lost its worker too; WORKER_FAILED when the
   *   worker says that this job cannot be done
   */
  async *run(request: (ticket: number) => object, signal: AbortSignal): AsyncGenerator<Told<Event>> {
    for (let attempt = 1; ; attempt++) {
      const worker = await this.#living();
      try {
        yield* worker.run(request, signal);
        return;
      } catch (error) {
        if (!(error instanceof WorkerLost)) throw error;
        this.#tellLost(error);
        if (attempt === TRIES || signal.aborted) throw error;
      }
    }
  }

  /** Tells the worker something that has no answer, if there is one. */
  tell(request: object): void {
    this.#worker?.tell(request);
  }

  async #start(): Promise<{ worker: Worker<Event>; ready: Event }> {
    for (let attempt = 1; ; attempt++) {
      const worker = this.#spec.start();
      this.#worker = worker;
      this.#ready = null;
      try {
        const ready = await worker.open(this.#spec.request, this.#spec.refusal);
        this.#ready = ready;
        return { worker, ready };
      } catch (error) {
        // A worker that cannot be opened is refused; one that was killed, or whose service went away, has not been tried.
        if (!(error instanceof WorkerLost)) throw error;
        this.#tellLost(error);
        if (attempt === TRIES) throw error;
      }
    }
  }

  async #living(): Promise<Worker<Event>> {
    if (this.#worker !== null && this.#worker.lost === null) return this.#worker;
    // One that died between two jobs has not been told of yet.
    if (this.#worker?.lost != null) this.#tellLost(this.#worker.lost);
    return (await this.#start()).worker;
  }

  #tellLost(error: WorkerLost): void {
    if (this.#told === error) return;
    this.#told = error;
    this.#onLost(error);
  }

  /** Ends the worker at once. */
  kill(): void {
    this.#worker?.kill();
  }
}
