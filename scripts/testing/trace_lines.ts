import { z } from "zod";
import { readIfThere } from "../setup/stamp.ts";

/** One line of a trace (src/trace.ts); what is looked at most often is checked. */
const TraceLine = z.looseObject({
  event: z.string(),
  id: z.number().optional(),
  n: z.number().optional(),
  ids: z.array(z.number()).optional(),
  text: z.string().optional(),
  ja: z.string().optional(),
  reading: z.string().optional(),
  samples: z.number().optional(),
  reason: z.string().optional(),
  what: z.string().optional(),
  counts: z.looseObject({ faults: z.number() }).optional(),
  /** The agent's session. */
  session: z.string().nullish(),
  /** The session, in the trace of a service. */
  served_by: z.string().optional(),
});
export type TraceLine = z.infer<typeof TraceLine>;

/** A trace as far as it has been written; none when its writer has not come that far. */
export function traceLines(path: string): TraceLine[] {
  // The last element is empty, or a line that is being written this moment, or was when its writer was killed.
  const lines = (readIfThere(path) ?? "").split("\n").slice(0, -1);
  return lines.map((line) => TraceLine.parse(JSON.parse(line)));
}
