import { type AgentEvent, type JsonObject, MAIN_AGENT, type Reading, stringOrNull } from "../events.ts";
import type { Origin } from "./messages_api.ts";

/**
 * What Claude Code hands to a hook's command: one object with `hook_event_name`. Members as in its hooks reference. Most
 * hooks are silent; those that end a turn carry its last words, since the session file is written later.
 */
export function readHook(line: JsonObject): Reading {
  const agentId = stringOrNull(line.agent_id);
  const origin = { session: stringOrNull(line.session_id), agent: agentId ?? MAIN_AGENT };
  const id = stringOrNull(line.tool_use_id);
  switch (line.hook_event_name) {
    case "MessageDisplay":
      return readDisplay(line, origin);
    case "Stop":
    case "SubagentStop":
      return [
        ...readName(line, origin),
        { kind: "turn_end", ...origin, text: stringOrNull(line.last_assistant_message) },
      ];
    case "SubagentStart":
      return readName(line, origin);
    case "StopFailure":
      return { kind: "error", ...origin, id: null };
    case "UserPromptSubmit":
      return { kind: "user_turn", ...origin };
    case "PreToolUse":
      return typeof line.tool_name === "string"
        ? { kind: "tool_use", ...origin, id, tool: line.tool_name }
        : "misshapen";
    case "PostToolUseFailure":
      return id === null ? "silent" : { kind: "error", ...origin, id };
    case "PermissionDenied":
      return { kind: "permission", ...origin, id, state: "denied" };
    case "Notification":
      return asksPermission(line) ? { kind: "permission", ...origin, id: null, state: "awaited" } : "silent";
    default:
      return "silent";
  }
}

/** Lines of a message that were just completed. */
function readDisplay(line: JsonObject, origin: Origin): Reading {
  if (typeof line.delta !== "string") return "misshapen";
  const events: AgentEvent[] = [{ kind: "text_delta", ...origin, index: null, text: line.delta }];
  if (line.index === 0)
    events.unshift({ kind: "message_start", ...origin, message: stringOrNull(line.message_id) });
  if (line.final === true) events.push({ kind: "block_end", ...origin, index: null });
  return events;
}

/** A subagent may also be asked for by its kind. */
function readName({ agent_type }: JsonObject, origin: Origin): AgentEvent[] {
  return origin.agent === MAIN_AGENT || typeof agent_type !== "string"
    ? []
    : [{ kind: "subagent", ...origin, name: agent_type }];
}

function asksPermission({ notification_type, message }: JsonObject): boolean {
  if (typeof notification_type === "string") return notification_type.includes("permission");
  return typeof message === "string" && message.includes("permission");
}
