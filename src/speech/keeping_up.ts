/** A voice that takes so much of the time that its sound lasts has no time left for anything that comes between. */
const SLOW_FACTOR = 0.8;
/** So much synthesis tells how fast a voice is; less tells of the moment. Milliseconds. */
const TELLING_MS = 3000;
/** Nor is more looked at than the latest so much sound; more than {@link TELLING_MS} / {@link SLOW_FACTOR} is never slow. */
const MOST_SOUND_MS = 10_000;
/** A voice that could not keep up rests at least so long, and at most. */
const LEAST_REST_MS = 15_000;
const LONGEST_REST_MS = 240_000;

/** A clause, or what there was of it: what its synthesis took and how long it sounds, in milliseconds. */
export interface Spoken {
  readonly synthesisMs: number;
  readonly soundMs: number;
}

/**
 * Whether a voice keeps up at the current load. It does not when the latest 3 s of its synthesis or more gave sound for
 * less than 1.25 times as long; then it rests for 15 s, and for twice as long, up to 4 min, each time it proves slow again
 * before it has kept up for 3 s of synthesis. Each 3 s in which it did halve the next rest.
 */
export class KeepingUp {
  readonly #now: () => number;
  /** The latest clauses: as few as tell how fast it is. */
  #latest: Spoken[] = [];
  /** Synthesis since the voice was last found slow or found to keep up, in milliseconds. */
  #unjudgedMs = 0;
  #restMs = LEAST_REST_MS;
  #restsUntil = Number.NEGATIVE_INFINITY;
  #slowFactor: number | null = null;

  /** @param now a clock in milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether it could not keep up a short while ago. */
  get isResting(): boolean {
    return this.#now() < this.#restsUntil;
  }

  /**
   * Seconds of synthesis per second of sound over the latest of what it said; at the beginning of a rest, what it is for.
   * Null before it has said anything, and when it took time without any sound.
   */
  get factor(): number | null {
    if (this.#latest.length === 0) return this.#slowFactor;
    const factor = factorOf(this.#latest);
    return Number.isFinite(factor) ? factor : null;
  }

  /**
   * It said something, or was given up while it should have.
   *
   * @returns whether it was found slow by this; it rests from now on
   */
  spoke(spoken: Spoken): boolean {
    this.#latest.push(spoken);
    this.#unjudgedMs += spoken.synthesisMs;
    while (isEnough(this.#latest.slice(1))) this.#latest.shift();
    const factor = factorOf(this.#latest);
    if (synthesisOf(this.#latest) >= TELLING_MS && factor > SLOW_FACTOR) {
      this.#slowFactor = Number.isFinite(factor) ? factor : null;
      this.#restsUntil = this.#now() + this.#restMs;
      this.#restMs = Math.min(LONGEST_REST_MS, this.#restMs * 2);
      // What was slow then is no evidence after the rest.
      this.#latest = [];
      this.#unjudgedMs = 0;
      return true;
    }
    if (this.#unjudgedMs >= TELLING_MS) {
      this.#unjudgedMs = 0;
      this.#restMs = Math.max(LEAST_REST_MS, this.#restMs / 2);
    }
    return false;
  }
}

const isEnough = (spoken: readonly Spoken[]) =>
  synthesisOf(spoken) >= TELLING_MS || soundOf(spoken) >= MOST_SOUND_MS;
const synthesisOf = (spoken: readonly Spoken[]) =>
  spoken.reduce((sum, { synthesisMs }) => sum + synthesisMs, 0);
const soundOf = (spoken: readonly Spoken[]) => spoken.reduce((sum, { soundMs }) => sum + soundMs, 0);
const factorOf = (spoken: readonly Spoken[]) => synthesisOf(spoken) / soundOf(spoken);
