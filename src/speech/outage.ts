/** A voice that failed is tried again after so long, which doubles with each try that fails. Milliseconds. */
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 60_000;

/**
 * Whether a voice is out of order, and when it is worth another try. It is out of order from its failure until it has said
 * a clause to its end; one that could be opened again is on trial until then.
 */
export class Outage {
  readonly #now: () => number;
  #state: { waitMs: number; retryAt: number; isOnTrial: boolean; isTold: boolean } | null = null;

  /** @param now a clock in milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether it should not be asked for the next utterance. */
  get keepsAway(): boolean {
    return this.#state !== null && !this.#state.isOnTrial;
  }

  /** Whether it has rested long enough to be opened again; whoever is told so does that, and says what came of it. */
  takeRetry(): boolean {
    const state = this.#state;
    if (state === null || state.isOnTrial || this.#now() < state.retryAt) return false;
    state.retryAt = Number.POSITIVE_INFINITY;
    return true;
  }

  /** Whether somebody has been told of the outage that it is in. */
  get isTold(): boolean {
    return this.#state?.isTold ?? false;
  }

  /** It could not be opened, or could not say a clause to its end. */
  failed(): void {
    const before = this.#state;
    const waitMs = before === null ? FIRST_WAIT_MS : Math.min(LONGEST_WAIT_MS, before.waitMs * 2);
    this.#state = {
      waitMs,
      retryAt: this.#now() + waitMs,
      isOnTrial: false,
      isTold: before?.isTold ?? false,
    };
  }

  /** It could be opened again. */
  opened(): void {
    if (this.#state !== null) this.#state.isOnTrial = true;
  }

  /**
   * It said a clause to its end.
   *
   * @returns whether somebody was told that it is out of order, and should hear that it is not any more
   */
  spoke(): boolean {
    const wasTold = this.isTold;
    this.#state = null;
    return wasTold;
  }

  /** Whether nobody has been told of this outage yet; from now on somebody has. */
  tellOnce(): boolean {
    if (this.#state === null || this.#state.isTold) return false;
    this.#state.isTold = true;
    return true;
  }
}
