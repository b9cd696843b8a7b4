import type { AgentEvent } from "./events.ts";
import { Recent } from "./recent.ts";

/** What can be told of beside the agent's words. */
export const ANNOUNCEMENTS = ["tools", "errors", "permission"] as const;
export type Announcement = (typeof ANNOUNCEMENTS)[number];

/** A use of a tool is told of in several lines, which follow each other closely. */
const REMEMBERED = 512;
/** The tools of a server are named mcp__SERVER__TOOL. */
const MCP = /^mcp__.+?__/;

/** Finds a short remark for what an agent does without words; each use of a tool and each failure is told once. */
export class Announcer {
  readonly #wanted: ReadonlySet<Announcement>;
  readonly #told = new Recent<string, true>(REMEMBERED);
  /** Sessions whose turn has failed; that is said in several lines, too. */
  readonly #failed = new Recent<string | null, true>(REMEMBERED);
  /** Sessions that wait for a permission, and whether the line that said so named the tool use. */
  readonly #awaited = new Recent<string | null, { isNamed: boolean }>(REMEMBERED);
  /** The session of the event, or of the one before it where a line names none. */
  #session: string | null = null;

  constructor(wanted: readonly Announcement[]) {
    this.#wanted = new Set(wanted);
  }

  /** What is to be said of the event, in Japanese; null for nothing. */
  remarkOn(event: AgentEvent): string | null {
    this.#session = event.session ?? this.#session;
    if (event.kind !== "permission") this.#awaited.delete(this.#session);
    switch (event.kind) {
      case "tool_use":
        return this.#wanted.has("tools") && this.#isNew(event)
          ? `ツール、${event.tool.replace(MCP, "")}`
          : null;
      case "permission":
        return this.#wanted.has("permission") ? this.#remarkOnPermission(event) : null;
      case "error":
        if (!this.#wanted.has("errors")) return null;
        if (event.id !== null) return this.#isNew(event) ? "ツールでエラーが起きました" : null;
        if (this.#failed.has(this.#session)) return null;
        this.#failed.set(this.#session, true);
        return "エラーが起きました";
      case "session":
        // Ids may be counted anew.
        this.#told.clear();
        this.#failed.clear();
        return null;
      case "user_turn":
      case "message_start":
      case "turn_end":
        this.#failed.delete(this.#session);
        return null;
      default:
        return null;
    }
  }

  #remarkOnPermission(event: Extract<AgentEvent, { kind: "permission" }>): string | null {
    const { id, state } = event;
    if (!this.#isNew(event)) return null;
    if (state === "denied") {
      this.#awaited.delete(this.#session);
      return "許可されませんでした";
    }
    // A session says that it waits, and what for, in two lines.
    const isNamed = id !== null;
    const awaited = this.#awaited.get(this.#session);
    if (awaited === undefined || isNamed) this.#awaited.set(this.#session, { isNamed });
    return awaited !== undefined && awaited.isNamed !== isNamed ? null : "許可を待っています";
  }

  #isNew(event: Extract<AgentEvent, { id: string | null }>): boolean {
    if (event.id === null) return true;
    const state = event.kind === "permission" ? event.state : "";
    const key = JSON.stringify([event.kind, this.#session, event.id, state]);
    if (this.#told.has(key)) return false;
    this.#told.set(key, true);
    return true;
  }
}
