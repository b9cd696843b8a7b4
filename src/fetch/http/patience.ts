/** Closes a connection on which nothing has come for too long, and at its own end one whose answer was not read to its end. */
export class Patience implements Disposable {
  /** Aborted by the outer signal, and when nothing has come. */
  readonly signal: AbortSignal;
  readonly #stalled = new AbortController();
  readonly #timer: NodeJS.Timeout;

  /** @param limitMs how long nothing may come, in ms */
  constructor(outer: AbortSignal, limitMs: number) {
    this.signal = AbortSignal.any([outer, this.#stalled.signal]);
    this.#timer = setTimeout(() => this.#stalled.abort(), limitMs);
  }

  /** Whether it was us that lost patience. */
  get isOver(): boolean {
    return this.#stalled.signal.aborted;
  }

  /** Something has come. */
  renew(): void {
    this.#timer.refresh();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#stalled.abort();
  }
}
