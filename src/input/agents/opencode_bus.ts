import {
  type AgentEvent,
  isJsonObject,
  type JsonObject,
  MAIN_AGENT,
  type Reading,
  stringOrNull,
} from "../events.ts";
import { Recent } from "../recent.ts";

/** Parts and messages are told of while they are written; older ones need not be remembered. */
const REMEMBERED = 256;

/**
 * The events of opencode's server (`GET /event`): {type, properties}. Members as in `Event` of @opencode-ai/sdk. Who
 * wrote a part, and whether it is text at all, was said in earlier events.
 */
export class OpencodeBus {
  readonly #roles = new Recent<string, string>(REMEMBERED);
  readonly #partTypes = new Recent<string, string>(REMEMBERED);
  readonly #subagents = new Recent<string, true>(REMEMBERED);

  read(line: JsonObject): Reading {
    const event = isJsonObject(line.payload) ? line.payload : line;
    const { type } = event;
    const properties = event.properties ?? event.data;
    if (typeof type !== "string" || !type.includes(".") || !isJsonObject(properties)) return "unknown";
    switch (type) {
      case "session.created":
        return this.#session(properties.info);
      case "message.updated":
        return this.#message(properties.info);
      case "message.part.updated":
        return this.#part(properties.part);
      case "message.part.delta":
        return this.#delta(properties);
      case "session.error":
        return { kind: "error", ...this.#originOf(properties), id: null };
      case "permission.asked":
      case "permission.updated":
      case "permission.v2.asked":
        return {
          kind: "permission",
          ...this.#originOf(properties),
          id: stringOrNull(properties.id),
          state: "awaited",
        };
      default:
        return "silent";
    }
  }

  /** A session that another one started is that of a subagent. */
  #originOf({ sessionID }: JsonObject): { session: string | null; agent: string } {
    const session = stringOrNull(sessionID);
    return { session, agent: session !== null && this.#subagents.has(session) ? session : MAIN_AGENT };
  }

  #session(info: unknown): Reading {
    if (isJsonObject(info) && typeof info.id === "string" && typeof info.parentID === "string")
      this.#subagents.set(info.id, true);
    return "silent";
  }

  #message(info: unknown): Reading {
    if (!isJsonObject(info) || typeof info.id !== "string" || typeof info.role !== "string")
      return "misshapen";
    const isNew = !this.#roles.has(info.id);
    this.#roles.set(info.id, info.role);
    return isNew && info.role === "user" ? { kind: "user_turn", ...this.#originOf(info) } : "silent";
  }

  #part(part: unknown): Reading {
    if (!isJsonObject(part) || typeof part.id !== "string" || typeof part.type !== "string")
      return "misshapen";
    const isHidden = part.synthetic === true || part.ignored === true;
    this.#partTypes.set(part.id, isHidden ? "hidden" : part.type);
    const origin = this.#originOf(part);
    if (part.type === "tool") return readTool(part, origin);
    if (part.type !== "text" || isHidden || this.#isUsers(part.messageID)) return "silent";
    const { id, text, time } = part;
    if (typeof text !== "string") return "misshapen";
    return {
      kind: "text_so_far",
      ...origin,
      message: id,
      text,
      complete: isJsonObject(time) && "end" in time,
    };
  }

  #delta(properties: JsonObject): Reading {
    const { partID, field, delta, messageID } = properties;
    if (typeof partID !== "string" || typeof delta !== "string") return "misshapen";
    if (field !== "text" || this.#partTypes.get(partID) !== "text" || this.#isUsers(messageID))
      return "silent";
    return { kind: "text_delta", ...this.#originOf(properties), index: 0, text: delta };
  }

  #isUsers(messageID: unknown): boolean {
    return typeof messageID === "string" && this.#roles.get(messageID) === "user";
  }
}

/** The part of a tool use, which is written anew with each change of its state. */
export function readTool(part: JsonObject, origin: Pick<AgentEvent, "session" | "agent">): Reading {
  const { tool, state } = part;
  if (typeof tool !== "string") return "silent";
  const id = stringOrNull(part.callID) ?? stringOrNull(part.id);
  const use: AgentEvent = { kind: "tool_use", ...origin, id, tool };
  return isJsonObject(state) && state.status === "error" ? [use, { kind: "error", ...origin, id }] : use;
}
