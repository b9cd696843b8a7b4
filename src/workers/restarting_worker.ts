import type { z } from "zod";
import type { AppError, ErrorCode } from "../errors.ts";
import { NativeWorker, WorkerLost } from "./native_worker.ts";
import type { WorkerKind } from "./protocol.ts";

/** What a worker is, and how it is opened. */
export interface WorkerSpec<Event> {
  readonly kind: WorkerKind;
  readonly schema: z.ZodType<Event>;
  /** The `open` request. */
  readonly open: object;
  /** The error when it cannot be opened. */
  readonly refusal: { code: ErrorCode; what: string; fix: string };
}

/** How often a job is tried when its worker is lost: once, and once more. */
const TRIES = 2;

/**
 * A native worker that is started again when it is lost. The job that was running is done once more; if its worker is
 * lost again, the job fails and the next one gets a new worker.
 */
export class RestartingWorker<Event extends { event: string; ticket?: number; why?: string }> {
  readonly #spec: WorkerSpec<Event>;
  readonly #onLost: (error: AppError) => void;
  #worker: NativeWorker<Event> | null = null;
  #told: WorkerLost | null = null;

  /** @param onLost told of every lost worker, before it is started again */
  constructor(spec: WorkerSpec<Event>, onLost: (error: AppError) => void) {
    this.#spec = spec;
    this.#onLost = onLost;
  }

  /**
   * Starts the process and waits until it is ready.
   *
   * @throws AppError of the spec's refusal
   */
  async open(): Promise<Event> {
    return (await this.#start()).ready;
  }

  /**
   * Runs a job, at most twice.
   *
   * @param request called for each try, so that the second can leave out what the first one has given already
   * @throws AppError WORKER_DIED or WORKER_HUNG when the second try lost its worker too; WORKER_FAILED when the
   *   worker says that this job cannot be done
   */
  async *run(
    request: (ticket: number) => object,
    signal: AbortSignal,
  ): AsyncGenerator<{ event: Event; body: Uint8Array }> {
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

  async #start(): Promise<{ worker: NativeWorker<Event>; ready: Event }> {
    const worker = new NativeWorker(this.#spec.kind, this.#spec.schema);
    this.#worker = worker;
    return { worker, ready: await worker.open(this.#spec.open, this.#spec.refusal) };
  }

  async #living(): Promise<NativeWorker<Event>> {
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

  /** Ends the process at once. */
  kill(): void {
    this.#worker?.kill();
  }
}
