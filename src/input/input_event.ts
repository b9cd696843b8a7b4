import type { Utterance } from "./utterance.ts";

/** What the input brings, in its order. */
export type InputEvent =
  | {
      readonly kind: "utterance";
      readonly utterance: Utterance;
      /**
       * Which message it is a part of: the id of the first utterance of the same block of text, so ascending where one
       * agent alone speaks. A remark of ours about what an agent does is a message of its own; a blank line ends one in
       * plain text.
       */
      readonly message: number;
    }
  /** A subagent, by its id, goes by this name as well. */
  | { readonly kind: "named"; readonly agent: string; readonly name: string }
  /** The user said something to the agent, so that what was to be said before may be of no use any more. */
  | { readonly kind: "user-turn" }
  /** The agent takes the utterances with these ids back; they were given before. */
  | { readonly kind: "withdrawn"; readonly ids: readonly number[] };
