import { z } from "zod";

/** Whose words a line carries. */
const origin = {
  /** The agent's session, or null where the line names none. */
  session: z.string().nullable(),
  /** `main`, or the id of the subagent (of the tool use that started it). */
  agent: z.string(),
};

/** The place of a block in its message, or null where the line does not say. */
const index = z.number().nullable();

/**
 * What any agent's line means to a listener; every agent's own format is turned into these (one file an agent, in
 * `agents/`). A text can come in pieces (`text_delta`), whole (`texts`) and once more at the end of its turn
 * (`turn_end`): `messages.ts` sees to it that it is spoken once.
 */
export const AgentEvent = z.discriminatedUnion("kind", [
  /** A message begins to arrive in pieces. */
  z.object({ kind: z.literal("message_start"), ...origin, message: z.string().nullable() }),
  /** A block of text begins; `text` is what it already holds. */
  z.object({ kind: z.literal("block_start"), ...origin, index, text: z.string() }),
  z.object({ kind: z.literal("text_delta"), ...origin, index, text: z.string() }),
  z.object({ kind: z.literal("block_end"), ...origin, index }),
  z.object({ kind: z.literal("message_end"), ...origin }),
  /**
   * Finished blocks of text of one message, in order. Several lines may carry blocks of the same message; `line` tells
   * two such lines from one that was written twice.
   */
  z.object({
    kind: z.literal("texts"),
    ...origin,
    message: z.string().nullable(),
    line: z.string().nullable(),
    texts: z.array(z.string()),
  }),
  /** The agent's turn is over; `text` repeats its last words. */
  z.object({ kind: z.literal("turn_end"), ...origin, text: z.string().nullable() }),
]);
export type AgentEvent = z.infer<typeof AgentEvent>;

/** The agent whose words are spoken unless another is asked for. */
export const MAIN_AGENT = "main";

/** A JSON object as it was parsed: nothing is known of its members. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * What a line meant: an event; `silent`, a kind that is known and never spoken; `misshapen`, a known kind without the
 * members it needs; `unknown`, not a line of this agent.
 */
export type Reading = AgentEvent | "silent" | "misshapen" | "unknown";

/** Reads one agent's lines. It must not throw, whatever the object holds. */
export interface AgentFormat {
  readonly name: string;
  read(line: JsonObject): Reading;
}
