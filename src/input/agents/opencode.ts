import {
  type AgentEvent,
  type AgentFormat,
  isJsonObject,
  type JsonObject,
  MAIN_AGENT,
  type Reading,
  stringOrNull,
} from "../events.ts";
import { OpencodeBus, readTool } from "./opencode_bus.ts";

/*
 * `opencode run --format json`: {type, timestamp, sessionID, part}, as in its `packages/opencode/src/cli/cmd/run.ts`.
 * Members of `part` as in `TextPart` and `ToolPart` of @opencode-ai/sdk.
 */

export class OpencodeFormat implements AgentFormat {
  readonly name = "opencode";
  readonly #bus = new OpencodeBus();

  read(line: JsonObject): Reading {
    if (typeof line.sessionID !== "string") return this.#bus.read(line);
    const origin = { session: line.sessionID, agent: MAIN_AGENT };
    switch (line.type) {
      case "text":
        return readText(line.part, origin);
      case "tool_use":
        return isJsonObject(line.part) ? readTool(line.part, origin) : "misshapen";
      case "step_finish":
        return { kind: "block_end", ...origin, index: null };
      case "step_start":
      case "reasoning":
        return "silent";
      case "error":
        return { kind: "error", ...origin, id: null };
      case "done":
        return { kind: "turn_end", ...origin, text: null };
      default:
        return "unknown";
    }
  }
}

type Origin = Pick<AgentEvent, "session" | "agent">;

function readText(part: unknown, origin: Origin): Reading {
  if (!isJsonObject(part) || typeof part.text !== "string") return "misshapen";
  if (part.synthetic === true || part.ignored === true) return "silent";
  const { id, text, time } = part;
  if (typeof id !== "string")
    return {
      kind: "texts",
      ...origin,
      message: stringOrNull(part.messageID),
      line: null,
      texts: [text],
    } as const;
  const complete = !isJsonObject(time) || "end" in time;
  return { kind: "text_so_far", ...origin, message: id, text, complete };
}
