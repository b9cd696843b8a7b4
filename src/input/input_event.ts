import type { Utterance } from "./utterance.ts";

/** What the input brings, in its order. */
export type InputEvent =
  | { readonly kind: "utterance"; readonly utterance: Utterance }
  /** The user said something to the agent, so that what was to be said before may be of no use any more. */
  | { readonly kind: "user-turn" }
  /** The agent takes the utterances with these ids back; they were given before. */
  | { readonly kind: "withdrawn"; readonly ids: readonly number[] };
