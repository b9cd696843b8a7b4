import { type JsonObject, type Reading, stringOrNull } from "../events.ts";
import type { Origin } from "./messages_api.ts";

/**
 * The newer events of opencode's server, `session.next.*`. Members as in `EventSessionNext…` of @opencode-ai/sdk 1.19.3.
 *
 * @param type what follows `session.next.`
 */
export function readNext(type: string, properties: JsonObject, origin: Origin): Reading {
  const id = stringOrNull(properties.callID);
  switch (type) {
    case "prompted":
      return { kind: "user_turn", ...origin };
    case "text.started":
      return [
        { kind: "message_start", ...origin, message: textId(properties) },
        { kind: "block_start", ...origin, index: 0, text: "" },
      ];
    case "text.delta":
      return typeof properties.delta === "string"
        ? { kind: "text_delta", ...origin, index: 0, text: properties.delta }
        : "misshapen";
    case "text.ended":
      return typeof properties.text === "string"
        ? {
            kind: "text_so_far",
            ...origin,
            message: textId(properties),
            text: properties.text,
            complete: true,
          }
        : "misshapen";
    case "tool.called":
      return typeof properties.tool === "string"
        ? { kind: "tool_use", ...origin, id, tool: properties.tool }
        : "misshapen";
    case "tool.failed":
      return { kind: "error", ...origin, id };
    case "step.failed":
      return { kind: "error", ...origin, id: null };
    default:
      return "silent";
  }
}

/** A text is counted within its message. */
function textId({ assistantMessageID, textID }: JsonObject): string {
  return `${assistantMessageID}/${textID}`;
}
