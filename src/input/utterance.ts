import { z } from "zod";

/**
 * The unit of the pipeline: one sentence that is translated and spoken as a whole.
 * `text` is the assistant's own words; `notice` is a short remark of ours about what is not read aloud
 * (already Japanese, never translated).
 */
export const Utterance = z.object({
  /** Unique in the run, ascending from 0 in the order of speech. */
  id: z.number().int().nonnegative(),
  kind: z.enum(["text", "notice"]),
  text: z.string().min(1),
  /** When the chunk of stdin was read that held the last character; ms since the main process started. */
  received_ms: z.number().nonnegative(),
  /** The agent's session, or null where the stream names none. */
  session: z.string().nullable(),
  /** `main`, or the id of the subagent that wrote it. */
  agent: z.string(),
  /** Present where fenced code is announced or read aloud; prose that holds inline code is prose. */
  about: z.literal("code").exactOptional(),
});
export type Utterance = z.infer<typeof Utterance>;
