import { now } from "../clock.ts";
import { ServerFailure } from "./failure.ts";

/**
 * Limits how long is waited for one answer of a server, at a time and altogether. Time in which nobody waits for it, since
 * what came is still being spoken, does not count.
 */
export class Patience {
  /** Ends the request when it has been left, told to end, or waited for too long. */
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  #leftMs: number;

  /**
   * @param outer tells that the answer is not wanted any more
   * @param mostMs the longest wait altogether, in ms
   */
  constructor(outer: AbortSignal, mostMs: number) {
    this.signal = AbortSignal.any([outer, this.#controller.signal]);
    this.#leftMs = mostMs;
  }

  /**
   * Waits for something from the network that {@link signal} ends.
   *
   * @param ms the longest wait for it
   * @throws ServerFailure, or what the outer signal was aborted with
   */
  async reach<T>(promise: Promise<T>, ms: number): Promise<T> {
    const startedAt = now();
    const limit = Math.max(0, Math.min(ms, this.#leftMs));
    const timer = setTimeout(() => this.#controller.abort(ServerFailure.stalled(ms)), limit);
    try {
      return await promise;
    } catch (error) {
      throw this.signal.aborted ? this.signal.reason : ServerFailure.ofNetwork(error);
    } finally {
      clearTimeout(timer);
      this.#leftMs -= now() - startedAt;
    }
  }

  /** Ends the request, which is told to have failed so. */
  fail(failure: ServerFailure): void {
    this.#controller.abort(failure);
  }

  /** The answer is over, or of no use; the connection is closed, so that the server stops. */
  end(): void {
    this.#controller.abort();
  }
}
