import { type AgentEvent, type AgentFormat, type JsonObject, MAIN_AGENT, stringOrNull } from "../events.ts";

/* Gemini CLI's `--output-format stream-json`. Members as in its `packages/core/src/output/types.ts`. */

/** Only the first line names its session. */
const main = { session: null, agent: MAIN_AGENT } as const;

/** Whatever is not text ends the text before it. */
const textEnds: AgentEvent = { kind: "block_end", ...main, index: null };
const turnEnds: AgentEvent = { kind: "turn_end", ...main, text: null };
const turnFails: AgentEvent = { kind: "error", ...main, id: null };

export const gemini: AgentFormat = {
  name: "gemini",
  read(line) {
    switch (line.type) {
      case "init":
        return { kind: "session", session: stringOrNull(line.session_id), agent: MAIN_AGENT };
      case "message":
        return readMessage(line);
      case "tool_use":
        if (typeof line.tool_name !== "string") return "unknown";
        return [
          textEnds,
          { kind: "tool_use", ...main, id: stringOrNull(line.tool_id), tool: line.tool_name },
        ];
      case "tool_result":
        if (!("tool_id" in line)) return "unknown";
        if (line.status !== "error") return "silent";
        return [textEnds, { kind: "error", ...main, id: stringOrNull(line.tool_id) }];
      case "error":
        if (typeof line.severity !== "string") return "unknown";
        return line.severity === "warning" ? "silent" : turnFails;
      case "result":
        if (typeof line.status !== "string" || "subtype" in line || "result" in line) return "unknown";
        return line.status === "error" ? [turnFails, turnEnds] : turnEnds;
      default:
        return "unknown";
    }
  },
};

function readMessage(line: JsonObject): AgentEvent | "silent" | "unknown" {
  const { role, content, delta } = line;
  if (typeof role !== "string" || typeof content !== "string" || "id" in line) return "unknown";
  if (role === "user") return { kind: "user_turn", ...main };
  if (role !== "assistant") return "silent";
  if (delta === true) return { kind: "text_delta", ...main, index: null, text: content };
  return { kind: "texts", ...main, message: null, line: null, texts: [content] };
}
