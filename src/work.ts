import type { Utterance } from "./input/utterance.ts";

/** An utterance on its way through the pipeline; its signal aborts when the listener no longer wants it. */
export interface Work {
  readonly utterance: Utterance;
  readonly signal: AbortSignal;
}
