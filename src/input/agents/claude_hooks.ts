import { type AgentEvent, type JsonObject, MAIN_AGENT, type Reading, stringOrNull } from "../events.ts";

/**
 * What Claude Code hands to a hook's command: one object with `hook_event_name`. Members as in its hooks reference. Most
 * hooks are silent; those that end a turn carry its last words, since the session file is written later.
 */
export function readHook(line: JsonObject): Reading {
  const session = stringOrNull(line.session_id);
  const agent = stringOrNull(line.agent_id) ?? MAIN_AGENT;
  switch (line.hook_event_name) {
    case "MessageDisplay": {
      if (typeof line.delta !== "string") return "misshapen";
      const delta: AgentEvent = { kind: "text_delta", session, agent, index: null, text: line.delta };
      return line.final === true ? [delta, { kind: "block_end", session, agent, index: null }] : delta;
    }
    case "Stop":
    case "SubagentStop":
      return { kind: "turn_end", session, agent, text: stringOrNull(line.last_assistant_message) };
    case "StopFailure":
      return { kind: "error", session, agent, id: null };
    case "UserPromptSubmit":
      return { kind: "user_turn", session, agent };
    case "Notification":
      return asksPermission(line)
        ? { kind: "permission", session, agent, id: null, state: "awaited" }
        : "silent";
    default:
      return "silent";
  }
}

function asksPermission({ notification_type, message }: JsonObject): boolean {
  if (typeof notification_type === "string") return notification_type.includes("permission");
  return typeof message === "string" && message.includes("permission");
}
