import {
  type AgentEvent,
  type AgentFormat,
  isJsonObject,
  type JsonObject,
  MAIN_AGENT,
  type Reading,
  stringOrNull,
} from "../events.ts";
import { readProtocol } from "./codex_protocol.ts";

/*
 * `codex exec --json`. Members as in `ThreadEvent` of @openai/codex-sdk; before September 2025 items had `item_type`
 * and `assistant_message`.
 */

/** Only the first line names its session. */
const main = { session: null, agent: MAIN_AGENT } as const;

const SPOKEN_ITEMS = new Set(["agent_message", "assistant_message"]);
const TOOL_NAMES: Readonly<Record<string, string>> = {
  command_execution: "コマンド",
  file_change: "ファイルの変更",
  web_search: "ウェブ検索",
};

export const codex: AgentFormat = {
  name: "codex",
  read(line) {
    switch (line.type) {
      case undefined:
        return readProtocol(line);
      case "thread.started":
        return { kind: "session", session: stringOrNull(line.thread_id), agent: MAIN_AGENT };
      case "turn.started":
        return { kind: "user_turn", ...main };
      case "turn.completed":
        return { kind: "turn_end", ...main, text: null };
      case "turn.failed":
        return [
          { kind: "error", ...main, id: null },
          { kind: "turn_end", ...main, text: null },
        ];
      case "item.started":
      case "item.updated":
      case "item.completed":
        return readItem(line.item, line.type === "item.completed");
      case "error":
        // Other agents' errors say more than a message, or say it elsewhere.
        return typeof line.message === "string" && !("severity" in line) && !("error" in line)
          ? { kind: "error", ...main, id: null }
          : "unknown";
      case "request_user_input":
        return "silent";
      default:
        return typeof line.type === "string" && /^(thread|turn|item)\./.test(line.type)
          ? "silent"
          : "unknown";
    }
  },
};

function readItem(item: unknown, complete: boolean): Reading {
  if (!isJsonObject(item)) return "misshapen";
  const type = stringOrNull(item.type) ?? stringOrNull(item.item_type);
  if (type === null) return "misshapen";
  if (SPOKEN_ITEMS.has(type)) {
    const { id, text } = item;
    if (typeof text !== "string") return "misshapen";
    if (typeof id === "string") return { kind: "text_so_far", ...main, message: id, text, complete };
    return complete ? { kind: "texts", ...main, message: null, line: null, texts: [text] } : "silent";
  }
  return readTool(item, type);
}

/** A command, an edit or the like, which is written anew with each change of its state. */
function readTool(item: JsonObject, type: string): Reading {
  const tool = type.endsWith("_tool_call") ? stringOrNull(item.tool) : (TOOL_NAMES[type] ?? null);
  if (tool === null) return "silent";
  const id = stringOrNull(item.id);
  const use: AgentEvent = { kind: "tool_use", ...main, id, tool };
  return id !== null && item.status === "failed" ? [use, { kind: "error", ...main, id }] : use;
}
