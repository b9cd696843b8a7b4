import { readFileSync } from "node:fs";
import { z } from "zod";

/** What is looked at of a trace's lines. */
const TraceLine = z.object({
  event: z.string(),
  id: z.number().optional(),
  n: z.number().optional(),
  text: z.string().optional(),
  session: z.string().nullish(),
  ja: z.string().optional(),
  reading: z.string().optional(),
  samples: z.number().optional(),
  what: z.string().optional(),
  served_by: z.string().optional(),
});
export type TraceLine = z.infer<typeof TraceLine>;

/** A trace as far as it has been written. */
export function traceLines(path: string): TraceLine[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return [];
  }
  // The last element is empty, or a line that is being written this moment.
  const lines = text.split("\n").slice(0, -1);
  return lines.map((line) => TraceLine.parse(JSON.parse(line)));
}
