import { Queue } from "../input/queue.ts";
import type { Told } from "../workers/worker.ts";

/** What a job tells, kept until its reader takes it: who reads slowly must not hold up the worker for all. */
export class Telling<Event> {
  readonly #told = new Queue<Told<Event>>();
  #failure: { error: unknown } | null = null;

  push(told: Told<Event>): void {
    this.#told.push(told);
  }

  /** Nothing follows. */
  end(): void {
    this.#told.close();
  }

  /** Nothing follows but this error, which the reader gets behind what was told before. */
  fail(error: unknown): void {
    this.#failure = { error };
    this.#told.close();
  }

  /** @throws what it failed with */
  async *read(): AsyncGenerator<Told<Event>> {
    yield* this.#told;
    if (this.#failure !== null) throw this.#failure.error;
  }
}
