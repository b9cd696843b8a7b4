import type { Work } from "../work.ts";

/** A part of an utterance's Japanese that goes to the voice in one piece. */
export interface Clause {
  /** Counts from 0 within the utterance. */
  readonly n: number;
  /** The Japanese; joined over `n` it is the whole translation. */
  readonly ja: string;
  /** What the voice is given: `ja` with words and numbers in a form it reads right. */
  readonly reading: string;
  /** The utterance ends with this clause. */
  readonly isLast: boolean;
}

/** What the translation hands to the synthesis: a clause, or the word that an utterance has no more of them. */
export interface ClauseStep extends Work {
  readonly clause: Clause | null;
}
