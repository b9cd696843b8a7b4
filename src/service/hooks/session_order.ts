import { MAIN_AGENT } from "../../input/events.ts";
import { Recent } from "../../input/recent.ts";
import { AgentOrder } from "./agent_order.ts";
import { type Delta, type Hook, readDelta } from "./hook_fields.ts";
import { LastUsed } from "./last_used.ts";
import type { Patience } from "./patience.ts";

/** Agents whose messages are kept apart; the one that was silent for longest is forgotten first. */
const MOST_AGENTS = 64;
/** Turns and prompts that are remembered, to know those that a new prompt ended. */
const MOST_TURNS = 64;

/** So long after a prompt, what comes of a turn that was seen before it may still be of the words that it ended. */
const LATE_MS = 1500;

/** What time is to the order of hooks. */
export interface HookClock {
  /** The wall clock in ms, in which hooks tell when they were started; it must not go backwards. */
  now(): number;
  /** Runs it once after so long, unless it is cancelled by the function that is returned. */
  after(ms: number, run: () => void): () => void;
}

/** The user wrote, which ended the turns until then. */
interface Prompt {
  /** In ms of the wall clock. */
  readonly startedAt: number;
  readonly id: string | null;
  readonly endedTurns: ReadonlySet<string>;
}

const NO_PROMPT: Prompt = { startedAt: Number.NEGATIVE_INFINITY, id: null, endedTurns: new Set() };

/** Puts the objects of one session in order, each agent's by itself. */
export class SessionOrder {
  readonly #giveHook: (hook: Hook) => void;
  readonly #patience: Patience;
  readonly #clock: HookClock;
  readonly #agents = new LastUsed<AgentOrder>(MOST_AGENTS, (agent) => agent.releaseAll());
  readonly #turns = new Recent<string, true>(MOST_TURNS);
  #prompt = NO_PROMPT;
  #timer: { readonly dueAt: number; readonly cancel: () => void } | null = null;

  constructor(give: (hook: Hook) => void, patience: Patience, clock: HookClock) {
    this.#giveHook = give;
    this.#patience = patience;
    this.#clock = clock;
  }

  push(hook: Hook): void {
    const delta = readDelta(hook);
    if (delta !== null) this.#addDelta(delta);
    else if (hook.hook_event_name === "UserPromptSubmit") this.#addPrompt(hook);
    else if (ENDS.has(hook.hook_event_name)) this.#addEnd(hook);
    else this.#giveHook(hook);
    this.#setTimer();
  }

  /** Gives out whatever waits. */
  releaseAll(): void {
    for (const [, agent] of this.#agents.entries()) agent.releaseAll();
    this.#setTimer();
  }

  /** Drops whatever waits. */
  cancel(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #addDelta(delta: Delta): void {
    if (this.#isLate(delta)) return;
    for (const id of idsOf(delta)) this.#turns.set(id, true);
    this.#agentOf(delta).addDelta(delta);
  }

  /** Silence is for now, so it waits for nothing; what was said before it is not said any more. */
  #addPrompt(hook: Hook): void {
    const endedTurns = new Set(this.#turns.keys());
    this.#prompt = {
      startedAt: Math.max(hook.startedAt, this.#prompt.startedAt),
      // One that was seen before is still that of the prompt before this one.
      id: hook.prompt_id === null || endedTurns.has(hook.prompt_id) ? null : hook.prompt_id,
      endedTurns,
    };
    for (const [, agent] of this.#agents.entries()) agent.dropUntil(this.#prompt.startedAt);
    this.#giveHook(hook);
  }

  #addEnd(hook: Hook): void {
    const isLate = hook.startedAt <= this.#prompt.startedAt && !this.#isOfPrompt(hook);
    if (!isLate || hook.hook_event_name === "SessionEnd") this.#agentOf(hook).addEnd(hook);
  }

  /**
   * Whether it is of a turn that the user's prompt ended. A turn that goes on for longer than a process can be late was
   * not ended: the prompt was added to it.
   */
  #isLate(delta: Delta): boolean {
    const { startedAt, endedTurns } = this.#prompt;
    if (this.#isOfPrompt(delta)) return false;
    if (delta.startedAt <= startedAt) return true;
    return delta.startedAt < startedAt + LATE_MS && idsOf(delta).some((id) => endedTurns.has(id));
  }

  #isOfPrompt({ prompt_id }: Hook): boolean {
    return prompt_id !== null && prompt_id === this.#prompt.id;
  }

  #agentOf({ agent_id }: Hook): AgentOrder {
    return this.#agents.get(
      agent_id ?? MAIN_AGENT,
      () => new AgentOrder((hook) => this.#give(hook), this.#patience),
    );
  }

  #give(hook: Hook): void {
    if (hook.hook_event_name === "SessionEnd") this.#releaseSubagents();
    this.#giveHook(hook);
  }

  #releaseSubagents(): void {
    for (const [name, agent] of this.#agents.entries()) if (name !== MAIN_AGENT) agent.releaseAll();
  }

  #setTimer(): void {
    const times = this.#agents.entries().map(([, agent]) => agent.dueAt ?? Number.POSITIVE_INFINITY);
    const dueAt = Math.min(...times);
    if (dueAt === this.#timer?.dueAt) return;
    this.cancel();
    if (dueAt === Number.POSITIVE_INFINITY) return;
    const cancel = this.#clock.after(Math.max(0, dueAt - this.#clock.now()), () => this.#onTimer());
    this.#timer = { dueAt, cancel };
  }

  #onTimer(): void {
    this.#timer = null;
    const now = this.#clock.now();
    for (const [, agent] of this.#agents.entries()) agent.release(now);
    this.#setTimer();
  }
}

/** What belongs behind everything of its turn, or session. */
const ENDS: ReadonlySet<string> = new Set(["Stop", "SubagentStop", "SessionEnd"]);

function idsOf({ turn_id, prompt_id }: Hook): string[] {
  return [turn_id, prompt_id].filter((id) => id !== null);
}
