import type { SoundStep } from "../speech/sound.ts";
import type { Work } from "../work.ts";
import type { Listener, Playback } from "./playback.ts";

/** A device is kept open for so long after the last sound: long enough for the next sentence of the same answer. */
const KEPT_OPEN_MS = 30_000;

/** What opens the output that is behind it. */
export type OpenPlayback = (listener: Listener) => Playback;

/**
 * A playback that opens its output when there is something to hear and lets go of it afterwards, for a session that is
 * silent most of its time.
 */
export class IdlePlayback implements Playback {
  readonly #openPlayback: OpenPlayback;
  readonly #listener: Listener;
  #playback: Playback | null = null;
  #opening: Promise<Playback> | null = null;
  #underrunsBefore = 0;
  #idle: Timer | null = null;
  #isHeld = false;
  #isClosed = false;

  constructor(open: OpenPlayback, listener: Listener) {
    this.#openPlayback = open;
    this.#listener = listener;
  }

  async open(): Promise<void> {}

  /**
   * Begins to open the output, for something that will be heard soon. What goes wrong is told by {@link play}.
   */
  prepare(): void {
    this.#opened().catch(() => {});
  }

  async play(step: SoundStep): Promise<void> {
    if (step.kind === "utterance-end" && this.#playback === null) this.#listener.utteranceEnds(step);
    else await (await this.#opened()).play(step);
  }

  async drained(): Promise<void> {
    await this.#playback?.drained();
  }

  flush(): void {
    this.#playback?.flush();
  }

  skip(work: Work): void {
    this.#playback?.skip(work);
  }

  pause(on: boolean): void {
    this.#isHeld = on;
    this.#playback?.pause(on);
  }

  /** Before the output is opened there is nothing to be heard. */
  get untilDryMs(): number | null {
    if (this.#playback === null) return this.#isHeld ? Number.POSITIVE_INFINITY : 0;
    return this.#playback.untilDryMs;
  }

  get underruns(): number {
    return this.#underrunsBefore + (this.#playback?.underruns ?? 0);
  }

  close(): void {
    this.#isClosed = true;
    this.#letGo();
  }

  #opened(): Promise<Playback> {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = null;
    this.#opening ??= this.#openNow();
    return this.#opening;
  }

  async #openNow(): Promise<Playback> {
    const playback = this.#openPlayback({
      clauseStarts: (work, clause) => this.#listener.clauseStarts(work, clause),
      clausePlayed: (work, clause, start_ms, end_ms) =>
        this.#listener.clausePlayed(work, clause, start_ms, end_ms),
      utteranceEnds: (work) => {
        this.#listener.utteranceEnds(work);
        this.#rest();
      },
      failed: (error) => this.#listener.failed(error),
    });
    try {
      await playback.open();
    } catch (error) {
      playback.close();
      this.#opening = null;
      throw error;
    }
    this.#playback = playback;
    if (this.#isClosed) this.#letGo();
    else {
      if (this.#isHeld) playback.pause(true);
      // What it was opened for may not be wanted any more.
      this.#rest();
    }
    return playback;
  }

  /** Nothing sounds at the moment; if nothing follows, the output is let go. */
  #rest(): void {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      if (this.#isHeld) this.#rest();
      else this.#letGo();
    }, KEPT_OPEN_MS).unref();
  }

  #letGo(): void {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = null;
    const playback = this.#playback;
    this.#playback = null;
    this.#opening = null;
    if (playback === null) return;
    this.#underrunsBefore += playback.underruns;
    playback.close();
  }
}
