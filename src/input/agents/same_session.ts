import type { AgentEvent, AgentFormat, JsonObject, Reading } from "../events.ts";

/**
 * Some agents name their session in the first line only, or not in every kind of line: those that do not name one belong
 * to the session that was named last.
 */
export class SameSession implements AgentFormat {
  readonly name: string;
  readonly #format: AgentFormat;
  #session: string | null = null;

  constructor(format: AgentFormat) {
    this.name = format.name;
    this.#format = format;
  }

  read(line: JsonObject): Reading {
    const reading = this.#format.read(line);
    // Silent lines tell it, too.
    if (typeof line.session_id === "string") this.#session = line.session_id;
    if (typeof reading === "string") return reading;
    return "kind" in reading ? this.#placed(reading) : reading.map((event) => this.#placed(event));
  }

  #placed(event: AgentEvent): AgentEvent {
    if (event.kind === "session") this.#session = event.session;
    if (event.session === null) return this.#session === null ? event : { ...event, session: this.#session };
    this.#session = event.session;
    return event;
  }
}
