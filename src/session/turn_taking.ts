import { now } from "../clock.ts";
import type { Turn } from "../service/turn.ts";
import type { Work } from "../work.ts";

/** A message that sounds for longer gives its turn back at the end of a sentence: nobody waits for ever. */
const LONGEST_TURN_MS = 60_000;
/** An agent that stops in the middle of a message is waited for so long, when others want to sound. */
const LONGEST_GAP_MS = 5000;

/** What taking turns needs of its session. */
export interface TurnTaker {
  /** Whether more of the message that was last heard may still come. */
  readonly isMessageOpen: () => boolean;
  /** The messages of the utterances that wait or are under way. */
  readonly messages: () => readonly number[];
  /** Holds the sound, or goes on with it. */
  readonly hold: (on: boolean) => void;
}

/**
 * Lets a session sound only in its turn. It keeps the turn until a message has been heard and somebody else wants it; and
 * gives it back while it is paused.
 */
export class TurnTaking {
  readonly #turn: Turn;
  readonly #taker: TurnTaker;
  /** The message of this turn, and since when it sounds. */
  #message: number | null = null;
  #begunAt = 0;
  /** Utterances that were let through and have not been heard to their end. */
  readonly #inside = new Set<AbortSignal>();
  #isPaused = false;
  #wake: () => void = () => {};
  #gap: Timer | null = null;

  constructor(turn: Turn, taker: TurnTaker) {
    this.#turn = turn;
    this.#taker = taker;
    turn.onChange = () => this.#turnChanged();
  }

  /** Resolves when an utterance may sound, or is not wanted any more. */
  async before({ signal, message }: Work): Promise<void> {
    while (!signal.aborted) {
      if (this.#isPaused) {
        // It may have been granted only now.
        this.#give();
        await this.#change(signal);
      } else if (!this.#turn.isHeld) await this.#turn.take(signal);
      else if (!this.#mayEnd(message)) break;
      else if (this.#inside.size > 0) await this.#change(signal);
      else if (this.#turn.isContested) this.#give();
      else break;
    }
    if (signal.aborted) return;
    if (this.#message !== message) this.#begunAt = now();
    this.#message = message;
    this.#inside.add(signal);
  }

  /** Nothing more of an utterance will be heard. */
  ended({ signal }: Pick<Work, "signal">): void {
    this.#inside.delete(signal);
    this.#wake();
    this.#giveIfDone();
  }

  /** More of the input was read: the message that was waited for may have ended with it. */
  read(): void {
    if (this.#gap !== null && !this.#taker.isMessageOpen()) this.#giveIfDone();
  }

  /** Holds the sound, and lets others sound meanwhile; or goes on. */
  pause(on: boolean): void {
    this.#isPaused = on;
    if (on) {
      this.#taker.hold(true);
      this.#give();
    } else {
      this.#wake();
      void this.#goOn();
    }
  }

  /** The session is over. */
  close(): void {
    if (this.#gap !== null) clearTimeout(this.#gap);
    this.#give();
  }

  /**
   * Whether the turn ends before an utterance of this message if anybody wants it. That is seen when what was before it has
   * been heard, and not sooner: sound is made seconds ahead, and whoever comes meanwhile is to wait for one message at most.
   */
  #mayEnd(message: number): boolean {
    if (!this.#turn.isShared || this.#message === null) return false;
    if (message !== this.#message) return true;
    return this.#turn.isContested && now() - this.#begunAt > LONGEST_TURN_MS;
  }

  #give(): void {
    this.#message = null;
    if (this.#turn.isHeld) this.#turn.yield();
  }

  #turnChanged(): void {
    this.#wake();
    if (!this.#turn.isHeld && this.#inside.size > 0 && !this.#isPaused) {
      // It was taken from us in the middle of the sound.
      this.#message = null;
      this.#taker.hold(true);
      void this.#goOn();
    } else this.#giveIfDone();
  }

  async #goOn(): Promise<void> {
    if (this.#inside.size > 0 && !this.#turn.isHeld) await this.#turn.take(new AbortController().signal);
    if (this.#isPaused) this.#give();
    else this.#taker.hold(false);
  }

  /** Gives the turn back when somebody wants it and the message has been heard, or nothing more of it comes. */
  #giveIfDone(): void {
    if (this.#gap !== null) clearTimeout(this.#gap);
    this.#gap = null;
    const { isHeld, isContested } = this.#turn;
    if (!isHeld || !isContested || this.#inside.size > 0) return;
    const messages = this.#taker.messages();
    const hasMore = this.#message === null ? messages.length > 0 : messages.includes(this.#message);
    if (hasMore) return;
    // What waits is of a later message then; and what this turn was wanted for may not be wanted any more.
    const isOver = messages.length > 0 || this.#message === null || !this.#taker.isMessageOpen();
    if (isOver) this.#give();
    else this.#gap = setTimeout(() => this.#give(), LONGEST_GAP_MS).unref();
  }

  /** Resolves when something is different, or the utterance is not wanted any more. */
  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener("abort", wake);
        resolve();
      };
      signal.addEventListener("abort", wake);
      this.#wake = wake;
    });
  }
}
