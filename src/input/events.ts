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
 * `agents/`). A text can come in pieces (`text_delta`), grown (`text_so_far`), whole (`texts`) and once more at the end
 * of its turn (`turn_end`): `messages.ts` sees to it that it is spoken once.
 */
export const AgentEvent = z.discriminatedUnion("kind", [
  /** A run of an agent begins and names its session; what it said in an earlier run is said anew. */
  z.object({ kind: z.literal("session"), ...origin }),
  /** A message begins to arrive in pieces. */
  z.object({ kind: z.literal("message_start"), ...origin, message: z.string().nullable() }),
  /** A block of text begins; `text` is what it already holds. */
  z.object({ kind: z.literal("block_start"), ...origin, index, text: z.string() }),
  z.object({ kind: z.literal("text_delta"), ...origin, index, text: z.string() }),
  z.object({ kind: z.literal("block_end"), ...origin, index }),
  z.object({ kind: z.literal("message_end"), ...origin }),
  /** A message of one text, all that there is of it so far. */
  z.object({
    kind: z.literal("text_so_far"),
    ...origin,
    message: z.string(),
    text: z.string(),
    complete: z.boolean(),
  }),
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
  /** What these lines said (by `line`, or by the id of their message) is withdrawn. */
  z.object({ kind: z.literal("retract"), ...origin, lines: z.array(z.string()) }),
  /** The agent's turn is over; `text` repeats its last words. */
  z.object({ kind: z.literal("turn_end"), ...origin, text: z.string().nullable() }),
  /** The user, not a tool, said something to the agent. */
  z.object({ kind: z.literal("user_turn"), ...origin }),
  /** A subagent may also be asked for by this name. */
  z.object({ kind: z.literal("subagent"), ...origin, name: z.string() }),
  /** A tool is used; `id` is that of the use. */
  z.object({ kind: z.literal("tool_use"), ...origin, id: z.string().nullable(), tool: z.string() }),
  /** Something failed: the tool use `id`, or, where it is null, the turn itself. */
  z.object({ kind: z.literal("error"), ...origin, id: z.string().nullable() }),
  /** The tool use `id` waits for the user's permission, or was denied it. */
  z.object({
    kind: z.literal("permission"),
    ...origin,
    id: z.string().nullable(),
    state: z.enum(["awaited", "denied"]),
  }),
]);
export type AgentEvent = z.infer<typeof AgentEvent>;

/** The agent whose words are spoken unless another is asked for. */
export const MAIN_AGENT = "main";

/** A JSON object as it was parsed: nothing is known of its members. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value if it is a string, or else null. */
export function stringOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/**
 * What a line meant: an event, or several in order; `silent`, a kind that is known and never spoken; `misshapen`, a known
 * kind without the members it needs; `unknown`, not a line of this agent.
 */
export type Reading = AgentEvent | readonly AgentEvent[] | "silent" | "misshapen" | "unknown";

/** Reads one agent's lines. It must not throw, whatever the object holds. */
export interface AgentFormat {
  readonly name: string;
  read(line: JsonObject): Reading;
}
