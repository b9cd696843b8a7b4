import {
  type AgentEvent,
  isJsonObject,
  type JsonObject,
  MAIN_AGENT,
  type Reading,
  stringOrNull,
} from "../events.ts";
import { Recent } from "../recent.ts";
import type { Origin } from "./messages_api.ts";
import { readNext } from "./opencode_next.ts";

/** Parts and messages are told of while they are written; older ones need not be remembered. */
const REMEMBERED = 256;

/** How the types of the newer family of events begin. */
const NEXT = "session.next.";

/**
 * The events of opencode's server (`GET /event`): {type, properties}. Members as in `Event` of @opencode-ai/sdk. Who
 * wrote a part, and whether it is text at all, was said in earlier events.
 */
export class OpencodeBus {
  readonly #roles = new Recent<string, string>(REMEMBERED);
  readonly #partTypes = new Recent<string, string>(REMEMBERED);
  readonly #subagents = new Recent<string, true>(REMEMBERED);
  /** Newer servers tell of the same texts in events of two families; the first that does is read. */
  #texts: "message.part" | "session.next" | null = null;

  read(line: JsonObject): Reading {
    const event = isJsonObject(line.payload) ? line.payload : line;
    const { type } = event;
    if (typeof type !== "string") return "unknown";
    // What others store of the same events, and signs of life.
    if ((type === "sync" && isJsonObject(event.syncEvent)) || type.startsWith("server.")) return "silent";
    const properties = event.properties ?? event.data;
    if (!type.includes(".") || !isJsonObject(properties)) return "unknown";
    if (type.startsWith(NEXT)) {
      const reading = readNext(type.slice(NEXT.length), properties, this.#originOf(properties));
      return this.#isTold("session.next", reading) ? reading : "silent";
    }
    switch (type) {
      case "session.created":
        return this.#session(properties.info);
      case "session.idle":
        return { kind: "turn_end", ...this.#originOf(properties), text: null };
      case "message.updated":
        return this.#message(properties.info);
      case "message.part.updated": {
        const reading = this.#part(properties.part);
        return this.#isTold("message.part", reading) ? reading : "silent";
      }
      case "message.part.delta":
        return this.#texts === "session.next" ? "silent" : this.#delta(properties);
      case "session.error":
        return { kind: "error", ...this.#originOf(properties), id: null };
      case "permission.asked":
      case "permission.updated":
      case "permission.v2.asked":
        return this.#permission(properties, properties.id, "awaited");
      case "permission.replied":
      case "permission.v2.replied":
        return properties.reply === "reject"
          ? this.#permission(properties, properties.requestID, "denied")
          : "silent";
      default:
        return "silent";
    }
  }

  /** Whether what one family of events says is to be used: its texts, if it was the first to have any. */
  #isTold(family: "message.part" | "session.next", reading: Reading): boolean {
    const first = Array.isArray(reading) ? reading[0] : reading;
    const kind = typeof first === "object" ? first.kind : null;
    if (kind !== "text_so_far" && kind !== "text_delta" && kind !== "message_start") return true;
    this.#texts ??= family;
    return this.#texts === family;
  }

  #permission(properties: JsonObject, id: unknown, state: "awaited" | "denied"): Reading {
    return { kind: "permission", ...this.#originOf(properties), id: stringOrNull(id), state };
  }

  /** A session that another one started is that of a subagent. */
  #originOf({ sessionID }: JsonObject): Origin {
    const session = stringOrNull(sessionID);
    return { session, agent: session !== null && this.#subagents.has(session) ? session : MAIN_AGENT };
  }

  #session(info: unknown): Reading {
    if (!isJsonObject(info) || typeof info.id !== "string" || typeof info.parentID !== "string")
      return "silent";
    this.#subagents.set(info.id, true);
    return readName({ session: info.id, agent: info.id }, info.agent);
  }

  #message(info: unknown): Reading {
    if (!isJsonObject(info) || typeof info.id !== "string" || typeof info.role !== "string")
      return "misshapen";
    const isNew = !this.#roles.has(info.id);
    this.#roles.set(info.id, info.role);
    if (!isNew) return "silent";
    const origin = this.#originOf(info);
    return info.role === "user"
      ? { kind: "user_turn", ...origin }
      : readName(origin, info.agent ?? info.mode);
  }

  #part(part: unknown): Reading {
    if (!isJsonObject(part) || typeof part.id !== "string" || typeof part.type !== "string")
      return "misshapen";
    const isHidden = part.synthetic === true || part.ignored === true;
    const isNew = !this.#partTypes.has(part.id);
    this.#partTypes.set(part.id, isHidden ? "hidden" : part.type);
    const origin = this.#originOf(part);
    if (part.type === "tool") return readTool(part, origin);
    if (part.type !== "text" || isHidden || this.#isUsers(part.messageID)) return "silent";
    const { id, text, time } = part;
    if (typeof text !== "string") return "misshapen";
    const complete = isJsonObject(time) && "end" in time;
    if (complete || !isNew) return { kind: "text_so_far", ...origin, message: id, text, complete };
    // Its deltas come next.
    return [
      { kind: "message_start", ...origin, message: id },
      { kind: "block_start", ...origin, index: 0, text },
    ];
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

/** A subagent may also be asked for by its name. */
function readName(origin: Origin, name: unknown): Reading {
  return origin.agent === MAIN_AGENT || typeof name !== "string"
    ? "silent"
    : { kind: "subagent", ...origin, name };
}

/** The part of a tool use, which is written anew with each change of its state. */
export function readTool(part: JsonObject, origin: Origin): Reading {
  const { tool, state } = part;
  if (typeof tool !== "string") return "silent";
  const id = stringOrNull(part.callID) ?? stringOrNull(part.id);
  const use: AgentEvent = { kind: "tool_use", ...origin, id, tool };
  return isJsonObject(state) && state.status === "error" ? [use, { kind: "error", ...origin, id }] : use;
}
