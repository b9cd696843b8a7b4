import type { Delta, Hook } from "./hook_fields.ts";

/** The deltas of one message that came before their turn. */
export class WaitingMessage {
  readonly id: string;
  /** When the first process of it was started that is known of, in ms of the wall clock. */
  startedAt: number;
  /** Nothing that may belong before it is waited for any more. */
  mayBegin = false;
  #next = 0;
  #isComplete = false;
  #isGivenUp = false;
  readonly #held = new Map<number, Delta>();
  /** Places before the next one of which nothing has come. */
  readonly #passed = new Set<number>();

  constructor({ message_id, startedAt }: Delta) {
    this.id = message_id;
    this.startedAt = startedAt;
  }

  /** Whether something of it was given out, so that no other message may come before its end. */
  get isBegun(): boolean {
    return this.#next > 0;
  }

  /** Whether its final delta was given out. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  get held(): Iterable<Hook> {
    return this.#held.values();
  }

  get heldCount(): number {
    return this.#held.size;
  }

  /** Takes a delta in; one that there has been already is dropped. */
  add(delta: Delta): void {
    if (delta.index < this.#next || this.#held.has(delta.index)) return;
    this.#held.set(delta.index, delta);
    this.startedAt = Math.min(this.startedAt, delta.startedAt);
  }

  /** The delta that is next in order; null when it has not come. */
  get next(): Delta | null {
    return this.#isComplete ? null : (this.#held.get(this.#next) ?? null);
  }

  /** Takes out {@link next}, which is then given out. */
  take(): Delta | null {
    const delta = this.next;
    if (delta === null) return null;
    this.#held.delete(this.#next);
    this.#next++;
    this.#isComplete = delta.final;
    return delta;
  }

  /** Gives up on the deltas before the first one that is here; false when none is here. */
  passGap(): boolean {
    if (this.#held.size === 0) return false;
    const first = Math.min(...this.#held.keys());
    for (let index = this.#next; index < first; index++) this.#passed.add(index);
    this.#next = first;
    return true;
  }

  /**
   * Whether a delta is one that was given up on and now came after all. It is then to be given out: out of its place is
   * better than never.
   */
  takeLate({ index }: Delta): boolean {
    if (this.#passed.delete(index)) return true;
    // What was given up on as a whole goes on where it stopped.
    if (this.#isComplete || !this.#isGivenUp || index < this.#next) return false;
    for (let missing = this.#next; missing < index; missing++) this.#passed.add(missing);
    this.#next = index + 1;
    return true;
  }

  /** Nothing more of it is waited for. */
  giveUp(): void {
    this.#isGivenUp = true;
  }
}

/** An object that ends a turn or a session, behind what is still missing before it. */
export class WaitingEnd {
  readonly hook: Hook;
  mayBegin = false;

  constructor(hook: Hook) {
    this.hook = hook;
  }

  get startedAt(): number {
    return this.hook.startedAt;
  }

  get next(): Hook {
    return this.hook;
  }

  get held(): Iterable<Hook> {
    return [this.hook];
  }

  readonly heldCount = 1;
  readonly isBegun = false;
}

export type Waiting = WaitingMessage | WaitingEnd;

/** For sorting: what was begun, then by the start of the processes; an end is behind a message of the same moment. */
export function compareWaiting(a: Waiting, b: Waiting): number {
  return (
    Number(b.isBegun) - Number(a.isBegun) ||
    a.startedAt - b.startedAt ||
    Number(a instanceof WaitingEnd) - Number(b instanceof WaitingEnd)
  );
}
