import type { JsonObject } from "../../input/events.ts";
import { type Hook, readFields } from "./hook_fields.ts";
import { LastUsed } from "./last_used.ts";
import { Patience } from "./patience.ts";
import { type HookClock, SessionOrder } from "./session_order.ts";

/** Sessions that are remembered; the one that was silent for longest is forgotten first. */
const MOST_SESSIONS = 256;

/** The real time, for {@link HookOrder}. */
export const hookClock: HookClock = {
  now: () => performance.timeOrigin + performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * Puts objects of hooks in order that many short processes hand over, which overtake each other.
 *
 * In a session, deltas come out by their index and messages one after another, the end of a turn behind them, and a prompt
 * of the user at once, after which nothing of the turns before it comes. What is missing is waited for as long as
 * {@link Patience} says. What comes in order passes in the same call.
 */
export class HookOrder {
  readonly #clock: HookClock;
  readonly #give: (object: JsonObject) => void;
  readonly #patience = new Patience();
  readonly #sessions = new LastUsed<SessionOrder>(MOST_SESSIONS, (session) => session.releaseAll());

  /** @param give gets every object when it is its turn; also from within {@link push} */
  constructor(give: (object: JsonObject) => void, clock: HookClock = hookClock) {
    this.#give = give;
    this.#clock = clock;
  }

  /** @param startedAt when the hook's process was started, in ms of the wall clock */
  push(object: JsonObject, startedAt: number): void {
    const hook = readFields(object, startedAt, this.#clock.now());
    this.#patience.note(hook);
    this.#sessions.get(hook.session_id, () => this.#newSession()).push(hook);
  }

  /** Forgets everything; what waits is not given out. */
  [Symbol.dispose](): void {
    for (const [, session] of this.#sessions.entries()) session.cancel();
  }

  #newSession(): SessionOrder {
    return new SessionOrder((hook) => this.#onGiven(hook), this.#patience, this.#clock);
  }

  #onGiven({ object, hook_event_name, session_id }: Hook): void {
    if (hook_event_name === "SessionEnd") this.#sessions.delete(session_id);
    this.#give(object);
  }
}
