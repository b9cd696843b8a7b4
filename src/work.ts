import type { Utterance } from "./input/utterance.ts";
import type { Clause } from "./speech/clause.ts";

/** What is known of an utterance's Japanese; one that is said again needs no second translation. */
export interface Translated {
  clauses: Clause[];
  isWhole: boolean;
}

/** An utterance on its way through the pipeline; its signal aborts when the listener no longer wants it. */
export interface Work {
  readonly utterance: Utterance;
  readonly signal: AbortSignal;
  /** The ordinal of the message it was cut from; turns are given at its end. */
  readonly message: number;
  readonly translated: Translated;
}
