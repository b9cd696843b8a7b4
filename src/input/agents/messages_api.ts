import { type AgentEvent, isJsonObject, type JsonObject, type Reading, stringOrNull } from "../events.ts";

/*
 * Streamed events and content blocks of Anthropic's Messages API, bare or inside Claude Code's lines. Members as in the
 * Messages streaming reference.
 */

const SILENT_EVENTS = new Set(["message_delta", "ping"]);
const SILENT_DELTAS = new Set([
  "thinking_delta",
  "input_json_delta",
  "signature_delta",
  "citations_delta",
  "compaction_delta",
]);
const TOOL_USES = new Set(["tool_use", "server_tool_use", "mcp_tool_use"]);

export type Origin = Pick<AgentEvent, "session" | "agent">;

/** One event of a stream; read by hand, since nearly every line of a stream is one. */
export function readApiEvent(event: JsonObject, { session, agent }: Origin): Reading {
  const index = typeof event.index === "number" ? event.index : null;
  switch (event.type) {
    case "content_block_delta": {
      const delta = event.delta;
      if (!isJsonObject(delta)) return "misshapen";
      const type = delta.type;
      const { text } = delta;
      if (type === "text_delta" || (type === undefined && typeof text === "string")) {
        return typeof text === "string" ? { kind: "text_delta", session, agent, index, text } : "misshapen";
      }
      if (typeof type !== "string") return "misshapen";
      return SILENT_DELTAS.has(type) ? "silent" : "unknown";
    }
    case "content_block_start": {
      const block = event.content_block;
      if (!isJsonObject(block)) return "misshapen";
      if (block.type !== "text") return readToolUse(block, { session, agent })[0] ?? "silent";
      const text = typeof block.text === "string" ? block.text : "";
      return { kind: "block_start", session, agent, index, text };
    }
    case "content_block_stop":
      return { kind: "block_end", session, agent, index };
    case "message_start": {
      const message = event.message;
      const id = isJsonObject(message) ? stringOrNull(message.id) : null;
      return { kind: "message_start", session, agent, message: id };
    }
    case "message_stop":
      return { kind: "message_end", session, agent };
    case "error":
      // Other agents have lines of this type too.
      return isJsonObject(event.error) && !("sessionID" in event)
        ? { kind: "error", session, agent, id: null }
        : "unknown";
    default:
      return typeof event.type === "string" && SILENT_EVENTS.has(event.type) ? "silent" : "unknown";
  }
}

/** The events of a block that uses a tool: nothing if it does not, and the subagent's name if it starts one. */
export function readToolUse(block: unknown, { session, agent }: Origin): AgentEvent[] {
  if (!isJsonObject(block) || typeof block.type !== "string" || !TOOL_USES.has(block.type)) return [];
  if (typeof block.name !== "string") return [];
  const id = stringOrNull(block.id);
  const events: AgentEvent[] = [{ kind: "tool_use", session, agent, id, tool: block.name }];
  if (id !== null && isJsonObject(block.input) && typeof block.input.subagent_type === "string")
    events.push({ kind: "subagent", session, agent: id, name: block.input.subagent_type });
  return events;
}

/**
 * The events of a message's blocks, in their order. Texts between which no tool is used are told in one event; one that
 * follows a tool tells the texts before it again, so that two equal texts are known to be two.
 *
 * @param line the id of the line, or null where it has none
 */
export function readBlocks(
  blocks: readonly unknown[],
  { session, agent }: Origin,
  message: string | null,
  line: string | null,
): AgentEvent[] {
  const events: AgentEvent[] = [];
  // A line without any id that is told in several events is known by what it holds.
  const isNameless = message === null && line === null;
  const lineId = isNameless && isCutByTools(blocks) ? JSON.stringify(blocks) : line;
  let before: string[] = [];
  let texts: string[] | null = null;
  for (const block of blocks) {
    if (isText(block)) {
      if (texts === null) {
        texts = [...before];
        events.push({ kind: "texts", session, agent, message, line: lineId, texts });
      }
      texts.push(block.text);
      continue;
    }
    const uses = readToolUse(block, { session, agent });
    if (uses.length === 0) continue;
    before = texts ?? before;
    texts = null;
    events.push(...uses);
  }
  return events;
}

function isText(block: unknown): block is JsonObject & { text: string } {
  return isJsonObject(block) && block.type === "text" && typeof block.text === "string";
}

function isCutByTools(blocks: readonly unknown[]): boolean {
  const first = blocks.findIndex(isText);
  return first >= 0 && blocks.findLastIndex(isText) > first && blocks.some((block) => !isText(block));
}
