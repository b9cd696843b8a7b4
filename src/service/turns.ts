/** What a session is told of its turn; see `SessionEvent` in session_messages.ts. */
export type Told = "granted" | "contested" | "uncontested" | "revoked";

/** A session that holds up others must say that it sounds at least this often. */
export const SOUNDING_WITHIN_MS = 5000;

export interface TurnsOptions {
  /** A time that never goes back, in ms. */
  readonly now: () => number;
  /** It may call these turns back at once. */
  readonly tell: (sessionId: string, told: Told) => void;
}

interface Holder {
  readonly id: string;
  /** Whether it has been told that others want the turn. */
  isContested: boolean;
  /** Until when it must have said again that it sounds, while it is contested. */
  deadline: number;
}

/**
 * Who may sound: one session at a time.
 *
 * A turn that is free goes to the session that the user last wrote in, since its answer is waited for, or else to the one
 * that has waited longest. A session that gave its turn back comes behind those that waited meanwhile, and of two turns
 * in a row at most one goes past others, so that everybody's comes. A session that nobody waits for keeps its turn,
 * silent or not; one that others wait for must say again and again that it sounds, so that a process that hangs does not
 * silence all the others.
 */
export class Turns {
  readonly #now: () => number;
  readonly #tell: (sessionId: string, told: Told) => void;
  #holder: Holder | null = null;
  #latest: string | null = null;
  /** Those that want the turn, in the order in which they came. */
  readonly #waiting = new Set<string>();
  /** The user wrote in this session last. */
  #favourite: string | null = null;
  /** The latest turn was given past others that had waited longer. */
  #hasJumped = false;
  /** What is still to be told: in order, even if a session answers at once. */
  readonly #untold: (readonly [sessionId: string, told: Told])[] = [];
  #isTelling = false;

  constructor({ now, tell }: TurnsOptions) {
    this.#now = now;
    this.#tell = tell;
  }

  /** The session whose turn it is; null when the turn is free. */
  get holder(): string | null {
    return this.#holder?.id ?? null;
  }

  /** The session that has the turn or had it last. */
  get latest(): string | null {
    return this.#latest;
  }

  /** When `sweep` is to be called, by the clock of `now`; null while there is nothing to watch. */
  get deadline(): number | null {
    return this.#holder?.isContested ? this.#holder.deadline : null;
  }

  /** The session has something to be heard; it is told `granted` when it is its turn. */
  want(sessionId: string): void {
    if (this.#holder?.id === sessionId) return;
    this.#waiting.add(sessionId);
    this.#settle();
  }

  /** The session gives its turn back. From one that does not have it, this means nothing: it was revoked before. */
  yield(sessionId: string): void {
    if (this.#holder?.id !== sessionId) return;
    this.#holder = null;
    this.#settle();
  }

  /** The session still sounds. */
  sounding(sessionId: string): void {
    if (this.#holder?.id === sessionId) this.#holder.deadline = this.#now() + SOUNDING_WITHIN_MS;
  }

  /** The user wrote in the session. */
  wrote(sessionId: string): void {
    this.#favourite = sessionId;
  }

  /** The session is over. */
  leave(sessionId: string): void {
    this.#waiting.delete(sessionId);
    if (this.#holder?.id === sessionId) this.#holder = null;
    this.#settle();
  }

  /** Takes the turn back from a session that others wait for and that has not said for too long that it sounds. */
  sweep(): void {
    const { deadline } = this;
    if (this.#holder === null || deadline === null || this.#now() < deadline) return;
    this.#untold.push([this.#holder.id, "revoked"]);
    this.#holder = null;
    this.#settle();
  }

  /** Gives the turn on if it is free, sees to it that its holder knows whether others want it, and tells everybody. */
  #settle(): void {
    if (this.#holder === null) this.#grant();
    const holder = this.#holder;
    const isContested = this.#waiting.size > 0;
    if (holder !== null && holder.isContested !== isContested) {
      holder.isContested = isContested;
      holder.deadline = this.#now() + SOUNDING_WITHIN_MS;
      this.#untold.push([holder.id, isContested ? "contested" : "uncontested"]);
    }
    this.#tellAll();
  }

  #grant(): void {
    const [longest] = this.#waiting;
    if (longest === undefined) return;
    const favourite = this.#favourite;
    const mayJump = favourite !== null && this.#waiting.has(favourite) && !this.#hasJumped;
    const id = mayJump ? favourite : longest;
    this.#waiting.delete(id);
    this.#hasJumped = id !== longest;
    this.#latest = id;
    this.#holder = { id, isContested: false, deadline: 0 };
    this.#untold.push([id, "granted"]);
  }

  #tellAll(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      for (let next = this.#untold.shift(); next !== undefined; next = this.#untold.shift())
        this.#tell(...next);
    } finally {
      this.#isTelling = false;
    }
  }
}
