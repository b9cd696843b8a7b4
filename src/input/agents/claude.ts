import {
  type AgentEvent,
  type AgentFormat,
  isJsonObject,
  type JsonObject,
  MAIN_AGENT,
  type Reading,
  stringOrNull,
} from "../events.ts";
import { readHook } from "./claude_hooks.ts";
import { SILENT_LINES } from "./claude_kinds.ts";
import { type Origin, readApiEvent, readBlocks } from "./messages_api.ts";

/*
 * Claude Code's `--output-format stream-json` and `json`, the lines of its session files, what it hands to hooks, and
 * bare events of the Messages API. Members as in `sdk.d.ts` of @anthropic-ai/claude-agent-sdk.
 */

/** What stands in the assistant's place where it said nothing. */
const PLACEHOLDERS = new Set(["(no content)", "No response requested."]);
/** Text in the user's place that a program wrote, not the user. */
const PROGRAM_TEXT = /^\s*<(?:local-command-|system-reminder|task-notification|bash-std)/;

export const claude: AgentFormat = {
  name: "claude",
  read(line) {
    const type = line.type;
    switch (type) {
      case undefined:
        return readUntyped(line);
      case "stream_event": {
        const event = line.event;
        return isJsonObject(event) ? readApiEvent(event, originOf(line)) : "misshapen";
      }
      case "assistant":
        return readMessage(line);
      case "message":
        // Such a line of another agent tells whether its content is a piece.
        return typeof line.delta === "boolean" ? "unknown" : readMessage(line);
      case "text":
        // Seen in the wild; other agents use the same type with other members.
        return "content" in line ? readMessage(line) : "unknown";
      case "streamlined_text":
        return readStreamlined(line);
      case "user":
        return readUser(line);
      case "system":
        return readSystem(line);
      case "result":
        return readResult(line);
      case "control_request":
        return readControlRequest(line);
      default:
        if (typeof type !== "string") return "unknown";
        return SILENT_LINES.has(type) ? "silent" : readApiEvent(line, originOf(line));
    }
  },
};

function originOf(line: JsonObject): Origin {
  const session = line.session_id ?? line.sessionId;
  let agent = MAIN_AGENT;
  if (typeof line.parent_tool_use_id === "string") agent = line.parent_tool_use_id;
  else if (typeof line.agent_id === "string") agent = line.agent_id;
  else if (line.isSidechain === true) agent = typeof line.agentId === "string" ? line.agentId : "sidechain";
  return { session: typeof session === "string" ? session : null, agent };
}

/** A line without `type` is a hook's, or a message if it looks like one. */
function readUntyped(line: JsonObject): Reading {
  if (typeof line.hook_event_name === "string") return readHook(line);
  const hasContent = typeof line.content === "string" || Array.isArray(line.content);
  return isJsonObject(line.message) || hasContent ? readMessage(line) : "unknown";
}

/** A whole message, which may lie in the line itself or under its `message`. */
function readMessage(line: JsonObject): Reading {
  const message = isJsonObject(line.message) ? line.message : line;
  const { role, content } = message;
  if (typeof content !== "string" && !Array.isArray(content)) return "misshapen";
  if (role === "user") return readUser(line);
  if (typeof role === "string" && role !== "assistant") return "silent";
  const origin = originOf(line);
  if (message.model === "<synthetic>" && isPlaceholder(content)) return "silent";
  const blocks = typeof content === "string" ? [{ type: "text", text: content }] : content;
  const events = [
    ...readNames(line, origin),
    ...readRetracted(line.supersedes, origin),
    ...readBlocks(blocks, origin, stringOrNull(message.id), stringOrNull(line.uuid)),
  ];
  if (typeof line.error === "string" || line.isApiErrorMessage === true)
    events.push({ kind: "error", ...origin, id: null });
  return events.length === 0 ? "silent" : events;
}

function isPlaceholder(content: string | unknown[]): boolean {
  const block = Array.isArray(content) ? content[0] : { text: content };
  return isJsonObject(block) && typeof block.text === "string" && PLACEHOLDERS.has(block.text);
}

/** A shortened stream carries texts alone, without messages. */
function readStreamlined(line: JsonObject): Reading {
  if (typeof line.text !== "string") return "misshapen";
  return {
    kind: "texts",
    ...originOf(line),
    message: null,
    line: stringOrNull(line.uuid),
    texts: [line.text],
  };
}

/** The names under which a subagent's line may be asked for, beside the tool use that started it. */
function readNames(line: JsonObject, origin: Origin): AgentEvent[] {
  if (origin.agent === MAIN_AGENT) return [];
  return [line.subagent_type, line.agent_id].flatMap((name): AgentEvent[] =>
    typeof name === "string" ? [{ kind: "subagent", ...origin, name }] : [],
  );
}

function readRetracted(uuids: unknown, origin: Origin): AgentEvent[] {
  if (!Array.isArray(uuids)) return [];
  const lines = uuids.filter((uuid) => typeof uuid === "string");
  return lines.length === 0 ? [] : [{ kind: "retract", ...origin, lines }];
}

/** The results of tools, or a turn of the user. */
function readUser(line: JsonObject): Reading {
  const message = isJsonObject(line.message) ? line.message : line;
  const { content } = message;
  const origin = originOf(line);
  const blocks = Array.isArray(content) ? content.filter(isJsonObject) : [];
  const results = blocks.filter(({ type }) => type === "tool_result");
  const errors = results
    .filter(({ is_error }) => is_error === true)
    .map((result): AgentEvent => ({ kind: "error", ...origin, id: stringOrNull(result.tool_use_id) }));
  if (errors.length > 0) return errors;
  if (results.length > 0 || origin.agent !== MAIN_AGENT || !isTheUsers(line)) return "silent";
  const texts = [content, ...blocks.map(({ text }) => text)].filter((text) => typeof text === "string");
  const isSaid = texts.some((text) => text.trim() !== "" && !PROGRAM_TEXT.test(text));
  return isSaid ? { kind: "user_turn", ...origin } : "silent";
}

/** Whether the user wrote the line, as far as its marks tell. */
function isTheUsers({ isSynthetic, isMeta, isCompactSummary, shouldQuery, origin }: JsonObject): boolean {
  if (isSynthetic === true || isMeta === true || isCompactSummary === true || shouldQuery === false)
    return false;
  return !isJsonObject(origin) || origin.kind === "human" || origin.kind === "channel";
}

function readSystem(line: JsonObject): Reading {
  const origin = originOf(line);
  switch (line.subtype) {
    case "task_started":
      return readTaskStarted(line, origin.session);
    case "model_refusal_fallback":
      return readRetracted(line.retracted_message_uuids, origin)[0] ?? "silent";
    case "permission_denied":
      return { kind: "permission", ...origin, id: stringOrNull(line.tool_use_id), state: "denied" };
    case "session_state_changed":
      return line.state === "requires_action"
        ? { kind: "permission", ...origin, id: null, state: "awaited" }
        : "silent";
    default:
      return "silent";
  }
}

/** Lines of a subagent name the tool use that started it; it may also be asked for by its task or its kind. */
function readTaskStarted(line: JsonObject, session: string | null): Reading {
  const agent = line.tool_use_id;
  if (typeof agent !== "string") return "silent";
  return [line.subagent_type, line.task_id].flatMap((name): AgentEvent[] =>
    typeof name === "string" ? [{ kind: "subagent", session, agent, name }] : [],
  );
}

/** The end of a turn. One that stopped early (`error_max_turns` and the like) has no last words to repeat. */
function readResult(line: JsonObject): Reading {
  const origin = originOf(line);
  const stopped = typeof line.subtype === "string" && line.subtype.startsWith("error");
  const end: AgentEvent = { kind: "turn_end", ...origin, text: stopped ? null : stringOrNull(line.result) };
  return stopped || line.is_error === true ? [{ kind: "error", ...origin, id: null }, end] : end;
}

function readControlRequest(line: JsonObject): Reading {
  const { request } = line;
  if (!isJsonObject(request) || request.subtype !== "can_use_tool") return "silent";
  return { kind: "permission", ...originOf(line), id: stringOrNull(request.tool_use_id), state: "awaited" };
}
