import { z } from "zod";
import {
  type AgentEvent,
  type AgentFormat,
  isJsonObject,
  type JsonObject,
  MAIN_AGENT,
  type Reading,
} from "../events.ts";

/*
 * Claude Code's `--output-format stream-json` and `json`, the lines of its session files, and bare events of the
 * Messages API. Members as in `sdk.d.ts` of @anthropic-ai/claude-agent-sdk and in the Messages streaming reference.
 */

/** Text of a message: a string, or blocks of which only the text blocks are spoken. */
const Content = z.union([z.string(), z.array(z.unknown())]);
const TextBlock = z.looseObject({ type: z.literal("text"), text: z.string() });
const Message = z.looseObject({
  id: z.string().nullish().catch(null),
  role: z.string().nullish().catch(null),
  content: Content,
});
type Message = z.infer<typeof Message>;
const Result = z.looseObject({ result: z.string().nullish().catch(null) });

/** Kinds of line that never hold words of the assistant. */
const SILENT_LINES = new Set([
  "system",
  "user",
  "rate_limit_event",
  "tool_use",
  "tool_result",
  "tool_use_summary",
  "tool_progress",
  "thinking",
  "auth_status",
  "prompt_suggestion",
  "conversation_reset",
  "keep_alive",
  "control_request",
  "control_response",
  "control_cancel_request",
  // Session files only:
  "summary",
  "progress",
  "attachment",
  "file-history-snapshot",
  "queue-operation",
  "custom-title",
  "last-prompt",
]);
const SILENT_API_EVENTS = new Set(["message_delta", "ping", "error"]);
const SILENT_DELTAS = new Set(["thinking_delta", "input_json_delta", "signature_delta", "citations_delta"]);

interface Origin {
  session: string | null;
  agent: string;
}

function originOf(line: JsonObject): Origin {
  const session = line.session_id ?? line.sessionId;
  const parent = line.parent_tool_use_id;
  let agent = MAIN_AGENT;
  if (typeof parent === "string") agent = parent;
  else if (line.isSidechain === true) agent = typeof line.agentId === "string" ? line.agentId : "sidechain";
  return { session: typeof session === "string" ? session : null, agent };
}

/** One event of the Messages API; read by hand, since nearly every line of a stream is one. */
function readApiEvent(event: JsonObject, { session, agent }: Origin): Reading {
  const index = typeof event.index === "number" ? event.index : null;
  switch (event.type) {
    case "content_block_delta": {
      const delta = event.delta;
      if (!isJsonObject(delta)) return "misshapen";
      const type = delta.type;
      if (type === "text_delta") {
        const text = delta.text;
        return typeof text === "string" ? { kind: "text_delta", session, agent, index, text } : "misshapen";
      }
      if (typeof type !== "string") return "misshapen";
      return SILENT_DELTAS.has(type) ? "silent" : "unknown";
    }
    case "content_block_start": {
      const block = event.content_block;
      if (!isJsonObject(block)) return "misshapen";
      if (block.type !== "text") return "silent";
      const text = typeof block.text === "string" ? block.text : "";
      return { kind: "block_start", session, agent, index, text };
    }
    case "content_block_stop":
      return { kind: "block_end", session, agent, index };
    case "message_start": {
      const message = event.message;
      const id = isJsonObject(message) ? message.id : null;
      return { kind: "message_start", session, agent, message: typeof id === "string" ? id : null };
    }
    case "message_stop":
      return { kind: "message_end", session, agent };
    default:
      return typeof event.type === "string" && SILENT_API_EVENTS.has(event.type) ? "silent" : "unknown";
  }
}

/** The texts of a whole message, which may lie in the line itself or under its `message`. */
function readMessage(line: JsonObject): Reading {
  const nested = line.message;
  const parsed = Message.safeParse(isJsonObject(nested) ? nested : line);
  if (!parsed.success) return "misshapen";
  const message: Message = parsed.data;
  if (message.role && message.role !== "assistant") return "silent";
  const texts =
    typeof message.content === "string"
      ? [message.content]
      : message.content.flatMap((block) => {
          const text = TextBlock.safeParse(block);
          return text.success ? [text.data.text] : [];
        });
  if (texts.length === 0) return "silent";
  const uuid = line.uuid;
  return {
    kind: "texts",
    ...originOf(line),
    message: message.id ?? null,
    line: typeof uuid === "string" ? uuid : null,
    texts,
  };
}

/** A line without `type` is a message if it looks like one. */
function readUntyped(line: JsonObject): Reading {
  if (isJsonObject(line.message) || Content.safeParse(line.content).success) return readMessage(line);
  return "unknown";
}

function readResult(line: JsonObject): AgentEvent {
  const text = Result.safeParse(line).data?.result ?? null;
  return { kind: "turn_end", ...originOf(line), text };
}

export const claude: AgentFormat = {
  name: "claude",
  read(line) {
    const type = line.type;
    if (type === undefined) return readUntyped(line);
    switch (type) {
      case "stream_event": {
        const event = line.event;
        return isJsonObject(event) ? readApiEvent(event, originOf(line)) : "misshapen";
      }
      case "assistant":
      case "message":
        return readMessage(line);
      case "text":
        // Seen in the wild; other agents use the same type with other members.
        return "content" in line ? readMessage(line) : "unknown";
      case "result":
        return readResult(line);
      default:
        if (typeof type !== "string") return "unknown";
        return SILENT_LINES.has(type) ? "silent" : readApiEvent(line, originOf(line));
    }
  },
};
