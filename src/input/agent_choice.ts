import { type AgentEvent, MAIN_AGENT } from "./events.ts";
import { Recent } from "./recent.ts";

/** Subagents whose names are known at a time. */
const REMEMBERED = 256;

/** Decides whose words are spoken: those of the main agent, of all, or of the subagents with a name. */
export class AgentChoice {
  readonly #wanted: string;
  /** The ids of subagents that have the name. */
  readonly #named = new Recent<string, true>(REMEMBERED);

  /** @param wanted `main`, `all`, or a subagent's name, kind or id, in any case of letters */
  constructor(wanted: string) {
    this.#wanted = wanted.toLowerCase();
  }

  /** Whether what the event tells of is wanted. */
  includes(event: AgentEvent): boolean {
    const { agent } = event;
    if (agent === MAIN_AGENT) return this.#wanted === MAIN_AGENT || this.#wanted === "all";
    if (event.kind === "subagent" && event.name.toLowerCase() === this.#wanted) this.#named.set(agent, true);
    return this.#wanted === "all" || agent.toLowerCase() === this.#wanted || this.#named.has(agent);
  }
}
