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
  /** The end of the last turn that had no words before it, with its last ones, which were spoken for that. */
  #ended = { startedAt: Number.NEGATIVE_INFINITY, words: "" };
  /** Whether words of this turn were given out. */
  #hasWords = false;
  /** The latest moment that is known of, in ms of the wall clock. */
  #now = Number.NEGATIVE_INFINITY;

  constructor(give: (hook: Hook) => void, patience: Patience) {
    this.#give = give;
    this.#patience = patience;
  }

  /** When something is to be done without another object: see {@link release}; null when none waits. */
  get dueAt(): number | null {
    const times = [this.#givenUpAt, this.#begunAt].filter((time) => time !== null);
    return times.length === 0 ? null : Math.min(...times);
  }

  addDelta(delta: Delta): void {
    this.#now = delta.arrivedAt;
    const closed = this.#closed.get(delta.message_id);
    let message = closed ?? this.#messages().find(({ id }) => id === delta.message_id);
    if (message?.takeLate(delta)) {
      this.#giveWords(delta);
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
    this.#now = hook.arrivedAt;
    this.#waiting.push(new WaitingEnd(hook));
    this.#proceed();
  }

  /** Gives out what has waited long enough, and all that belongs before it. */
  release(now: number): void {
    this.#now = now;
    this.#giveReady();
    for (let at = this.#givenUpAt; at !== null && at <= now; at = this.#givenUpAt) this.#giveUpOnFirst();
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

  /** When the first object has waited long enough for what belongs before it; null when none waits. */
  get #givenUpAt(): number | null {
    const times = this.#waiting.flatMap(({ held }) => Array.from(held, (hook) => this.#patience.dueAt(hook)));
    return times.length === 0 ? null : Math.min(...times);
  }

  /** When the first may begin to be given out that lacks nothing; null where something is lacking. */
  get #begunAt(): number | null {
    const next = this.#waiting[0]?.next ?? null;
    return next === null ? null : this.#patience.beginsAt(next);
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
      if (!first.isBegun && !first.mayBegin && (this.#begunAt ?? this.#now) > this.#now) return;
      if (first instanceof WaitingEnd) {
        this.#waiting.shift();
        this.#end(first.hook);
        continue;
      }
      for (let delta = first.take(); delta !== null; delta = first.take()) this.#giveWords(delta);
      if (!first.isComplete) return;
      this.#waiting.shift();
      this.#close(first);
    }
  }

  /** What the first in order lacks will not come: goes on without it. */
  #giveUpOnFirst(): void {
    const first = this.#waiting[0];
    if (first !== undefined) first.mayBegin = true;
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

  #giveWords(delta: Delta): void {
    this.#hasWords = true;
    this.#give(delta);
  }

  #end(hook: Hook): void {
    // Behind other words of the turn, last words that are like none of them are no assistant's.
    if (!this.#hasWords) {
      const words = hook.last_assistant_message.slice(-MOST_LAST_WORDS);
      this.#ended = { startedAt: hook.startedAt, words };
    }
    this.#hasWords = false;
    this.#give(hook);
  }
}
