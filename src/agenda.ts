import { type AgendaItem, joinShort, secondsOf } from "./agenda_items.ts";
import type { Utterance } from "./input/utterance.ts";
import { Pace } from "./pace.ts";
import { RATE } from "./speech/rate.ts";
import type { Work } from "./work.ts";

/** What a backlog is relieved by first: speech this much faster is still easy to follow. */
const FASTEST = 1.4;
/** So much of the allowed backlog may be translated ahead of the sound: what is under way cannot be relieved any more. */
const UNDER_WAY_SHARE = 0.5;
/** Less than this would make the sound wait for the translation. */
const LEAST_UNDER_WAY_S = 4;

export interface AgendaOptions {
  /** Seconds of speech that may wait; infinite where the sound is not paced. */
  readonly maxBacklogSeconds: number;
  /** Speed of speech; 1.0 is natural. */
  readonly rate: number;
  /** An utterance will be said as a part of an earlier one. */
  readonly onJoin: (joined: Utterance, into: Utterance) => void;
  /** These will not be said, because too much waits; the notice that is returned is said in their place. */
  readonly onSkip: (skipped: readonly Utterance[]) => Utterance;
}

/** So many utterances that have been heard can be repeated. */
const REPEATABLE = 50;

/**
 * What is still to be said, in order, from the cut of an utterance to the end of its sound. It takes everything at once
 * and never keeps the agent waiting; when more waits than is allowed, it speeds the speech up, joins short sentences, and
 * at last skips the oldest, with a notice.
 *
 * Every utterance that was added is handed out once, aborted or not, so that each gets its end.
 */
export class Agenda implements AsyncIterable<Work> {
  readonly #options: AgendaOptions;
  readonly #pace: Pace;
  /** Speed of speech that is wished for; 1.0 is natural. */
  rate: number;
  #waiting: AgendaItem[] = [];
  /** Handed out and not yet heard to the end. */
  readonly #underWay = new Map<AbortSignal, AgendaItem>();
  /** Heard to the end, oldest first. */
  #heard: AgendaItem[] = [];
  #length = 0;
  #isClosed = false;
  #wake: () => void = () => {};

  constructor(options: AgendaOptions) {
    this.#options = options;
    this.rate = options.rate;
    this.#pace = new Pace(options.rate);
  }

  /** @param message ordinal of the message that the utterance was cut from */
  add(utterance: Utterance, message: number): void {
    this.#waiting.push(this.#itemOf(utterance, message));
    this.#wake();
  }

  /** Whether utterances wait that have not been handed out. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Utterances that have not been heard to their end. */
  get length(): number {
    return this.#length;
  }

  /** The message of each of these utterances, in order. */
  get messages(): number[] {
    const items = [...this.#underWay.values(), ...this.#waiting];
    return items.filter(({ abort }) => !abort.signal.aborted).map(({ message }) => message);
  }

  /** No more utterances will come; what waits is still handed out, and what is repeated. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  /** Nothing more of an utterance will be heard. */
  ended({ signal }: Pick<Work, "signal">): void {
    const item = this.#underWay.get(signal);
    if (item === undefined) return;
    this.#underWay.delete(signal);
    if (!signal.aborted) {
      this.#length--;
      this.#heard = [...this.#heard.slice(1 - REPEATABLE), item];
    }
    this.#wake();
  }

  /** Ids of what has been heard and can be repeated, oldest first. */
  get heard(): number[] {
    return this.#heard.map(({ utterance }) => utterance.id);
  }

  /**
   * Hands out again, before everything that waits, what was heard from an utterance on and what is under way. What is
   * under way is aborted for it.
   *
   * @param id of an utterance that has been heard, or is under way
   * @returns ids of what is repeated, in order
   */
  repeatFrom(id: number): number[] {
    const underWay = [...this.#underWay.values()].filter(({ abort }) => !abort.signal.aborted);
    const known = [...this.#heard, ...underWay];
    const from = known.findIndex(({ utterance }) => utterance.id === id);
    if (from < 0) return [];
    const repeated = known.slice(from).map((item) => ({ ...item, abort: this.#counted() }));
    this.#heard = this.#heard.slice(0, from);
    this.#abort(underWay);
    this.#waiting.unshift(...repeated);
    this.#wake();
    return repeated.map(({ utterance }) => utterance.id);
  }

  /** An utterance has been synthesised: it takes so many seconds. */
  learn(utterance: Utterance, seconds: number): void {
    this.#pace.learn(utterance, seconds);
  }

  /** How fast to speak now; 1.0 is natural. */
  get speed(): number {
    if (!this.#isPaced) return this.rate;
    const haste = Math.min(FASTEST, Math.max(1, this.#seconds() / this.#options.maxBacklogSeconds));
    return Math.min(RATE.fastest, this.rate * haste);
  }

  /** Aborts everything; returns the utterances that this kept from being heard to their end. */
  dropAll(): Utterance[] {
    return this.#abort([...this.#underWay.values(), ...this.#waiting]);
  }

  /** Aborts the utterances with these ids; returns those that this kept from being heard to their end. */
  drop(ids: readonly number[]): Utterance[] {
    const wanted = new Set(ids);
    const items = [...this.#underWay.values(), ...this.#waiting];
    return this.#abort(items.filter(({ utterance }) => wanted.has(utterance.id)));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Work> {
    for (;;) {
      this.#relieve();
      const item = this.#waiting[0];
      if (item !== undefined && (item.abort.signal.aborted || !this.#isFarAhead())) {
        this.#waiting.shift();
        const { utterance, message, translated, abort } = item;
        this.#underWay.set(abort.signal, item);
        yield { utterance, message, translated, signal: abort.signal };
      } else if (item === undefined && this.#isClosed && this.#underWay.size === 0) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }

  #itemOf(utterance: Utterance, message: number): AgendaItem {
    return {
      utterance,
      message,
      translated: { clauses: [], isWhole: false },
      abort: this.#counted(),
      seconds: this.#pace.estimate(utterance),
    };
  }

  /** What aborts another item, which counts until then or until it was heard: the count is asked for with each item. */
  #counted(): AbortController {
    const abort = new AbortController();
    this.#length++;
    abort.signal.addEventListener("abort", () => this.#length--);
    return abort;
  }

  #abort(items: readonly AgendaItem[]): Utterance[] {
    const heard = items.filter(({ abort }) => !abort.signal.aborted);
    for (const { abort } of heard) abort.abort();
    this.#wake();
    return heard.map(({ utterance }) => utterance);
  }

  /** Whether as much is under way as should be; a single utterance always may be. */
  #isFarAhead(): boolean {
    if (!this.#isPaced) return false;
    const limit = Math.max(LEAST_UNDER_WAY_S, this.#options.maxBacklogSeconds * UNDER_WAY_SHARE);
    return secondsOf([...this.#underWay.values()]) > limit;
  }

  get #isPaced(): boolean {
    return Number.isFinite(this.#options.maxBacklogSeconds);
  }

  /** Seconds of speech from now on, at natural speed. */
  #seconds(): number {
    return secondsOf([...this.#underWay.values()]) + secondsOf(this.#waiting);
  }

  /** Whether more waits than the fastest speech brings below the limit. */
  #isTooMuch(): boolean {
    return this.#isPaced && this.#seconds() > FASTEST * this.#options.maxBacklogSeconds;
  }

  #relieve(): void {
    if (!this.#isTooMuch()) return;
    joinShort(this.#waiting, (joined, into) => {
      into.seconds = this.#pace.estimate(into.utterance);
      this.#options.onJoin(joined, into.utterance);
    });
    if (this.#isTooMuch()) this.#skipOldest();
  }

  #skipOldest(): void {
    const skipped: Utterance[] = [];
    let at = 0;
    let message = 0;
    let seconds = this.#seconds();
    for (; at < this.#waiting.length - 1 && seconds > this.#options.maxBacklogSeconds; at++) {
      const item = this.#waiting[at];
      // A notice tells of something else that is not heard; it must not be lost as well.
      if (item === undefined || item.abort.signal.aborted || item.utterance.kind === "notice") continue;
      item.abort.abort();
      seconds -= item.seconds;
      skipped.push(item.utterance);
      message = item.message;
    }
    if (skipped.length > 0) this.#waiting.splice(at, 0, this.#itemOf(this.#options.onSkip(skipped), message));
  }
}
