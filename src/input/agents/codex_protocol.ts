import {
  type AgentEvent,
  isJsonObject,
  type JsonObject,
  MAIN_AGENT,
  type Reading,
  stringOrNull,
} from "../events.ts";

/*
 * `codex exec --json` before September 2025: {id, msg: {type, …}}, the events of Codex's own protocol, after two lines
 * with its settings and the prompt. Members as in its `codex-rs/protocol/src/protocol.rs`.
 */

const main = { session: null, agent: MAIN_AGENT } as const;

/** One event of the older form; `unknown` if the line is none. */
export function readProtocol(line: JsonObject): Reading {
  const { msg } = line;
  if (!isJsonObject(msg) || typeof msg.type !== "string") return isPreamble(line) ? "silent" : "unknown";
  const id = stringOrNull(msg.call_id);
  const tool = (name: string): AgentEvent => ({ kind: "tool_use", ...main, id, tool: name });
  switch (msg.type) {
    case "session_configured":
      return { kind: "session", session: stringOrNull(msg.session_id), agent: MAIN_AGENT };
    case "task_started":
      return { kind: "user_turn", ...main };
    case "agent_message_delta":
      return typeof msg.delta === "string"
        ? { kind: "text_delta", ...main, index: null, text: msg.delta }
        : "misshapen";
    case "agent_message":
      return typeof msg.message === "string"
        ? { kind: "texts", ...main, message: null, line: null, texts: [msg.message] }
        : "misshapen";
    case "task_complete":
      return { kind: "turn_end", ...main, text: stringOrNull(msg.last_agent_message) };
    case "error":
      return { kind: "error", ...main, id: null };
    case "exec_command_begin":
      return tool("コマンド");
    case "exec_command_end":
      return id === null || msg.exit_code === 0 ? "silent" : { kind: "error", ...main, id };
    case "patch_apply_begin":
      return tool("ファイルの変更");
    case "mcp_tool_call_begin":
      return isJsonObject(msg.invocation) && typeof msg.invocation.tool === "string"
        ? tool(msg.invocation.tool)
        : "silent";
    case "exec_approval_request":
    case "apply_patch_approval_request":
      return { kind: "permission", ...main, id, state: "awaited" };
    default:
      return "silent";
  }
}

function isPreamble(line: JsonObject): boolean {
  if (typeof line.workdir === "string" && "sandbox" in line) return true;
  return typeof line.prompt === "string" && Object.keys(line).length === 1;
}
