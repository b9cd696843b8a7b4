import type { Work } from "../work.ts";
import type { Clause } from "./clause.ts";

/** What the synthesis hands to the playback, in the order of speech. */
export type SoundStep = Work &
  (
    | {
        readonly kind: "frames";
        readonly clause: Clause;
        /** Mono int16 PCM frames at OUTPUT_RATE. */
        readonly pcm: Int16Array;
      }
    /** The clause has no more frames. A clause that failed ends without this step. */
    | { readonly kind: "clause-end"; readonly clause: Clause }
    /** Always comes, also after a failure or an interruption. */
    | { readonly kind: "utterance-end" }
  );
