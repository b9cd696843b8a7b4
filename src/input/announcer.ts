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

  constructor(wanted: readonly Announcement[]) {
    this.#wanted = new Set(wanted);
  }

  /** What is to be said of the event, in Japanese; null for nothing. */
  remarkOn(event: AgentEvent): string | null {
    switch (event.kind) {
      case "tool_use":
        return this.#wanted.has("tools") && this.#isNew(event)
          ? `ツール、${event.tool.replace(MCP, "")}`
          : null;
      case "permission":
        if (!this.#wanted.has("permission") || !this.#isNew(event)) return null;
        return event.state === "awaited" ? "許可を待っています" : "許可されませんでした";
      case "error":
        if (!this.#wanted.has("errors")) return null;
        if (event.id !== null) return this.#isNew(event) ? "ツールでエラーが起きました" : null;
        if (this.#failed.has(event.session)) return null;
        this.#failed.set(event.session, true);
        return "エラーが起きました";
      case "session":
        // Ids may be counted anew.
        this.#told.clear();
        this.#failed.clear();
        return null;
      case "user_turn":
      case "message_start":
        this.#failed.delete(event.session);
        return null;
      default:
        return null;
    }
  }

  #isNew(event: Extract<AgentEvent, { id: string | null }>): boolean {
    if (event.id === null) return true;
    const state = event.kind === "permission" ? event.state : "";
    const key = JSON.stringify([event.kind, event.session, event.id, state]);
    if (this.#told.has(key)) return false;
    this.#told.set(key, true);
    return true;
  }
}
