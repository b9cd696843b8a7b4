import type { Clause } from "../speech/clause.ts";
import type { SoundStep } from "../speech/sound.ts";
import type { Work } from "../work.ts";

/** Told what the listener hears, at the moment of hearing; without a device, at the moment of writing. */
export interface Listener {
  clauseStarts(work: Work, clause: Clause): void;
  /** Both on the clock of the trace; only a device has such times. */
  clausePlayed(work: Work, clause: Clause, start_ms: number, end_ms: number): void;
  /** Nothing more of this utterance will be heard. */
  utteranceEnds(work: Work): void;
  /** What was taken will not be heard, and nothing more can be: told once, as {@link Playback.drained} throws it. */
  failed(error: unknown): void;
}

/** Where the sound of a run goes. */
export interface Playback {
  /**
   * Resolves when the first frame can be taken.
   *
   * @throws AppError when the device cannot be opened
   */
  open(): Promise<void>;
  /**
   * Takes the next step; resolves when there is room for another. Frames of aborted work are dropped.
   *
   * @throws AppError when the output fails
   */
  play(step: SoundStep): Promise<void>;
  /** Resolves when everything that was taken has sounded. @throws AppError when the output fails */
  drained(): Promise<void>;
  /** Falls silent now, and forgets what has been taken and not sounded. */
  flush(): void;
  /** Falls silent in an utterance that was aborted, and goes on with what was taken behind it. */
  skip(work: Work): void;
  /** Holds the sound, or goes on with it; what is taken meanwhile waits. */
  pause(on: boolean): void;
  /**
   * Milliseconds until all that was taken has been heard, Infinity while it is held; null where nothing is paced.
   */
  readonly untilDryMs: number | null;
  /** Times that the sound broke off inside an utterance because the next frame was late. */
  readonly underruns: number;
  /** Makes what was written complete and closes it; synchronous, so that a signal handler can call it. */
  close(): void;
}
