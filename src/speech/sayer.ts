import type { VoicedPcm } from "./synthesizer.ts";

/** Who says something, as far as those who take the sound need to know. */
export interface Speaker {
  readonly name: string;
  /** Gain of its samples; 1.0 leaves them as they are. */
  readonly volume: number;
}

/** Some sound of a clause, and whose it is. When another voice goes on, it says the clause from its beginning. */
export interface SaidPcm extends VoicedPcm {
  readonly speaker: Speaker;
}

/** How and when a clause is to be said. */
export interface Saying {
  /** Of the speech; 1.0 is natural. */
  readonly speed: number;
  /** Milliseconds until the sound that was given out has been heard; null where nobody hears it at its pace. */
  readonly untilDryMs: () => number | null;
}

/** Says the clauses of one utterance, in order. */
export interface Sayer {
  /**
   * Says a clause.
   *
   * @throws AppError when nobody could say it to its end
   */
  say(reading: string, saying: Saying, signal: AbortSignal): AsyncGenerator<SaidPcm>;
  /** The utterance has no more clauses. */
  ended(): void;
}
