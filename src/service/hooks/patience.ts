import type { Hook } from "./hook_fields.ts";

/**
 * How long an object waits for what belongs before it, in ms: much longer than a hook's process takes. What comes in order
 * waits for nothing, and Claude Code waits for each hook, so that only a lost one costs this much.
 */
export const PATIENCE_MS = 4000;
/** A process that took longer shows that the machine has too much to do, so that others may take as long. */
const SLOW_MS = PATIENCE_MS / 2;
/** How long an object waits at most, whatever the machine does. Longer than a hook's process tries to hand its object over. */
export const MOST_PATIENCE_MS = 10_000;

/** Knows how long objects wait: for {@link PATIENCE_MS}, and longer while hooks come that were slow themselves. */
export class Patience {
  #lastSlowAt = Number.NEGATIVE_INFINITY;

  /** A hook came. */
  note({ startedAt, arrivedAt }: Hook): void {
    if (arrivedAt - startedAt > SLOW_MS) this.#lastSlowAt = arrivedAt;
  }

  /** When an object will have waited long enough, as far as is known now. */
  dueAt({ arrivedAt }: Hook): number {
    return Math.min(Math.max(arrivedAt, this.#lastSlowAt) + PATIENCE_MS, arrivedAt + MOST_PATIENCE_MS);
  }
}
