import { type AgentEvent, MAIN_AGENT } from "./events.ts";
import { Recent } from "./recent.ts";

/** Subagents whose names are known at a time. */
const REMEMBERED = 256;
const ALL = "all";

/** Decides whose words are spoken: those of the main agent, of all, or of the subagents with a name. */
export class AgentChoice {
  readonly #wanted: string;
  /** The ids of subagents that have the name. */
  readonly #named = new Recent<string, true>(REMEMBERED);
  /** What the agents are called that were met, and whether one of them was wanted. */
  readonly #met = new Recent<string, true>(REMEMBERED);
  #isMatched = false;

  /** @param wanted `main`, `all`, or a subagent's name, kind or id, in any case of letters */
  constructor(wanted: string) {
    this.#wanted = wanted.toLowerCase();
  }

  /** The names that could have been asked for, when that which was asked for was none of them; else null. */
  get mistaken(): string[] | null {
    return this.#isMatched || this.#wanted === ALL || this.#wanted === MAIN_AGENT
      ? null
      : [...this.#met.keys()];
  }

  /** Whether what the event tells of is wanted. A session's start and the user's turns concern every agent. */
  includes(event: AgentEvent): boolean {
    const isWanted = this.#isWanted(event);
    this.#isMatched ||= isWanted;
    return isWanted || event.kind === "session" || event.kind === "user_turn";
  }

  #isWanted(event: AgentEvent): boolean {
    const { agent } = event;
    if (this.#wanted === ALL) return true;
    if (agent === MAIN_AGENT) return this.#wanted === MAIN_AGENT;
    if (event.kind === "subagent") {
      this.#met.set(event.name, true);
      if (event.name.toLowerCase() === this.#wanted) this.#named.set(agent, true);
    }
    return agent.toLowerCase() === this.#wanted || this.#named.has(agent);
  }
}
