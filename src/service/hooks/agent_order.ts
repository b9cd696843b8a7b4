import { Recent } from "../../input/recent.ts";
import type { Delta, Hook } from "./hook_fields.ts";
import type { Patience } from "./patience.ts";
import { compareWaiting, type Waiting, WaitingEnd, WaitingMessage } from "./waiting.ts";

/** Messages that are remembered when they are over, so that a repeated delta does not begin them anew. */
const MOST_CLOSED = 64;
/** Beyond this nothing is waited for any more, so that memory is bounded. */
const MOST_HELD = 1000;
/** As much of a turn's last words is kept to know them again, in characters from the end. */
const MOST_LAST_WORDS = 1 << 16;

/** Puts the messages of one agent in order, and the ends of its turns behind them. What comes in order passes at once. */
export class AgentOrder {
  readonly #give: (hook: Hook) => void;
  readonly #patience: Patience;
  /** Sorted by {@link compareWaiting}; the first may be a message that is open and holds nothing. */
  readonly #waiting: Waiting[] = [];
  /** In the order of their ends. */
  readonly #closed = new Recent<string, WaitingMessage>(MOST_CLOSED);
  /** The end of the last turn, with its last words. */
  #ended = { startedAt: Number.NEGATIVE_INFINITY, words: "" };

  constructor(give: (hook: Hook) => void, patience: Patience) {
    this.#give = give;
    this.#patience = patience;
  }

  /** When the first object has waited long enough; null when none waits. */
  get dueAt(): number | null {
    const times = this.#waiting.flatMap(({ held }) => Array.from(held, (hook) => this.#patience.dueAt(hook)));
    return times.length === 0 ? null : Math.min(...times);
  }

  addDelta(delta: Delta): void {
    const closed = this.#closed.get(delta.message_id);
    let message = closed ?? this.#messages().find(({ id }) => id === delta.message_id);
    if (message?.takeLate(delta)) {
      this.#give(delta);
      return;
    }
    if (closed !== undefined) return;
    if (message === undefined) {
      // The end of its turn was given out before anything of this message, and with its words.
      if (this.#isSaid(delta)) return;
      message = new WaitingMessage(delta);
      this.#waiting.push(message);
    }
    message.add(delta);
    this.#proceed();
  }

  addEnd(hook: Hook): void {
    this.#waiting.push(new WaitingEnd(hook));
    this.#proceed();
  }

  /** Gives out what has waited long enough, and all that belongs before it. */
  release(now: number): void {
    for (let dueAt = this.dueAt; dueAt !== null && dueAt <= now; dueAt = this.dueAt) this.#giveUpOnFirst();
  }

  releaseAll(): void {
    this.release(Number.POSITIVE_INFINITY);
  }

  /** Drops what was started until then, in ms of the wall clock, and what will still come of it. */
  dropUntil(startedAt: number): void {
    const dropped = this.#waiting.filter((waiting) => waiting.startedAt <= startedAt);
    for (const waiting of dropped) {
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      if (waiting instanceof WaitingMessage) this.#close(waiting);
    }
    this.#proceed();
  }

  #messages(): WaitingMessage[] {
    return this.#waiting.filter((waiting) => waiting instanceof WaitingMessage);
  }

  /** Whether a late delta's words were given out with the end of its turn. */
  #isSaid({ startedAt, delta }: Delta): boolean {
    return startedAt < this.#ended.startedAt && this.#ended.words.includes(delta.trim());
  }

  #proceed(): void {
    this.#waiting.sort(compareWaiting);
    this.#giveReady();
    if (this.#waiting.reduce((sum, { heldCount }) => sum + heldCount, 0) > MOST_HELD) this.releaseAll();
  }

  #giveReady(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      if (first instanceof WaitingEnd) {
        this.#waiting.shift();
        this.#end(first.hook);
        continue;
      }
      for (let delta = first.take(); delta !== null; delta = first.take()) this.#give(delta);
      if (!first.isComplete) return;
      this.#waiting.shift();
      this.#close(first);
    }
  }

  /** What the first in order lacks will not come: goes on without it. */
  #giveUpOnFirst(): void {
    const first = this.#waiting[0];
    if (first instanceof WaitingMessage && !first.passGap()) {
      first.giveUp();
      this.#waiting.shift();
      this.#close(first);
    }
    this.#giveReady();
  }

  #close(message: WaitingMessage): void {
    this.#closed.set(message.id, message);
  }

  #end(hook: Hook): void {
    this.#ended = {
      startedAt: hook.startedAt,
      words: hook.last_assistant_message.slice(-MOST_LAST_WORDS),
    };
    this.#give(hook);
  }
}
