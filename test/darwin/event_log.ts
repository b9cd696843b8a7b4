import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

/** A line of the stand-ins' log (standins/speech/event_log.h). */
export const LoggedEvent = z.object({
  event: z.enum(["write", "buffer", "late", "finished", "cancelled", "stop"]),
  text: z.string().optional(),
  /** Identifier of the voice. */
  voice: z.string().optional(),
  rate: z.number().optional(),
  /** Of AVSpeechSynthesizer the multiplier, of NSSpeechSynthesizer the base in semitones. */
  pitch: z.number().optional(),
  /** Path of the file that NSSpeechSynthesizer was told to write. */
  file: z.string().optional(),
  frames: z.number().optional(),
});
export type LoggedEvent = z.infer<typeof LoggedEvent>;

/** What the stand-ins were asked for and what they told so far. */
export function readLog(path: string): LoggedEvent[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => LoggedEvent.parse(JSON.parse(line)));
}
