import type { AgentFormat, JsonObject, Reading } from "../events.ts";
import { claude } from "./claude.ts";

/** Every agent whose lines are understood. Add one here and in a file of its own. */
export const FORMATS = { claude } as const satisfies Record<string, AgentFormat>;
export type FormatName = keyof typeof FORMATS;

/**
 * Reads lines of an agent that is not known beforehand. The format that understood the last line is asked first; the
 * others only when it does not know a line, so that streams of two agents may be joined.
 */
export class DetectedFormat implements AgentFormat {
  readonly name = "auto";
  readonly #all: readonly AgentFormat[] = Object.values(FORMATS);
  #last: AgentFormat = claude;

  read(line: JsonObject): Reading {
    const reading = this.#last.read(line);
    if (reading !== "unknown") return reading;
    for (const format of this.#all) {
      if (format === this.#last) continue;
      const other = format.read(line);
      if (other !== "unknown") {
        this.#last = format;
        return other;
      }
    }
    return "unknown";
  }
}
