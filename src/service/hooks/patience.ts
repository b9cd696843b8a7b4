import { Recent } from "../../input/recent.ts";
import type { Hook } from "./hook_fields.ts";

/**
 * How long an object waits for what belongs before it, in ms: much longer than a hook's process takes. What comes in order
 * waits for nothing, and Claude Code waits for each hook, so that only a lost one costs this much.
 */
export const PATIENCE_MS = 4000;
/** A process that took longer shows that the machine has too much to do, so that others may take as long. */
const SLOW_MS = PATIENCE_MS / 2;
/**
 * How long an object waits at most, whatever the machine does. Much longer than a hook's process tries to hand its object
 * over, since that process may have waited as long before it could begin.
 */
export const MOST_PATIENCE_MS = 30_000;
/** A process that took longer may have overtaken one of which nothing is known yet. One alone takes 20 ms. */
export const OVERTAKING_MS = 500;
/** How much longer than itself the one that it has overtaken may take. */
const OVERTAKEN_TIMES = 2;
/** Hooks that are remembered; as many as may be at once. */
const MOST_REMEMBERED = 256;

/** What is known of a hook's process. The object itself may be large, and is not kept here. */
type Times = Pick<Hook, "startedAt" | "arrivedAt">;

/** Knows how long objects wait: for {@link PATIENCE_MS}, and longer while hooks come that were slow themselves. */
export class Patience {
  #lastSlowAt = Number.NEGATIVE_INFINITY;
  readonly #overtaking = new Recent<Times, true>(MOST_REMEMBERED);

  /** A hook came. */
  note({ startedAt, arrivedAt }: Times): void {
    if (arrivedAt - startedAt > SLOW_MS) this.#lastSlowAt = arrivedAt;
    if (arrivedAt - startedAt > OVERTAKING_MS) this.#overtaking.set({ startedAt, arrivedAt }, true);
  }

  /** When an object will have waited long enough for what is known to belong before it, as far as is known now. */
  dueAt({ arrivedAt }: Times): number {
    return Math.min(Math.max(arrivedAt, this.#lastSlowAt) + PATIENCE_MS, arrivedAt + MOST_PATIENCE_MS);
  }

  /**
   * When something new may begin with an object that lacks nothing, as far as is known now: at once, unless its process was
   * slow. Then processes that were started before it may be slower still, the more if such a one has come since.
   */
  beginsAt({ startedAt, arrivedAt }: Times): number {
    const took = arrivedAt - startedAt;
    if (took <= OVERTAKING_MS) return arrivedAt;
    let lastAt = arrivedAt;
    for (const other of this.#overtaking.keys())
      if (other.startedAt < startedAt) lastAt = Math.max(lastAt, other.arrivedAt);
    return Math.min(lastAt + OVERTAKEN_TIMES * took, this.dueAt({ startedAt, arrivedAt }));
  }
}
