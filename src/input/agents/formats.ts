import type { AgentFormat, JsonObject, Reading } from "../events.ts";
import { claude } from "./claude.ts";
import { codex } from "./codex.ts";
import { gemini } from "./gemini.ts";
import { OpencodeFormat } from "./opencode.ts";
import { SameSession } from "./same_session.ts";

/**
 * Every agent whose lines are understood, each opened for one stream. Add one here and in a file of its own. Those that
 * know their own lines for certain come first.
 */
export const FORMATS = {
  codex: () => new SameSession(codex),
  gemini: () => new SameSession(gemini),
  opencode: () => new OpencodeFormat(),
  claude: () => new SameSession(claude),
} as const satisfies Record<string, () => AgentFormat>;
export type FormatName = keyof typeof FORMATS;

/**
 * Reads lines of an agent that is not known beforehand. The format that understood the last line is asked first; the
 * others only when it does not know a line, so that streams of two agents may be joined.
 */
export class DetectedFormat implements AgentFormat {
  readonly name = "auto";
  readonly #all: readonly AgentFormat[] = Object.values(FORMATS).map((open) => open());
  #last: AgentFormat | null = null;

  read(line: JsonObject): Reading {
    if (this.#last !== null) {
      const reading = this.#last.read(line);
      if (reading !== "unknown") return reading;
    }
    for (const format of this.#all) {
      if (format === this.#last) continue;
      const reading = format.read(line);
      if (reading !== "unknown") {
        this.#last = format;
        return reading;
      }
    }
    return "unknown";
  }
}
