import { z } from "zod";
import type { JsonObject } from "../../input/events.ts";

const id = z.string().min(1).nullable().catch(null);

/** The members that the order of a session's objects follows from, as in Claude Code's hooks reference. */
const HookFields = z.object({
  hook_event_name: z.string().catch(""),
  session_id: z.string().catch(""),
  /** Of a subagent; the main agent has none. */
  agent_id: id,
  turn_id: id,
  /** Of the user's prompt that is being worked on; older versions do not tell it. */
  prompt_id: id,
  last_assistant_message: z.string().catch(""),
});

/** Lines of a message that were just completed. */
const DeltaFields = z.object({
  hook_event_name: z.literal("MessageDisplay"),
  message_id: z.string().min(1),
  /** Position among the message's deltas, from 0. */
  index: z.number().int().nonnegative(),
  final: z.boolean().catch(false),
  delta: z.string(),
});

/** One object that a hook's process handed over. Times are in ms of the wall clock. */
export interface Hook extends z.infer<typeof HookFields> {
  readonly object: JsonObject;
  /** When its process was started. */
  readonly startedAt: number;
  /** When it came. */
  readonly arrivedAt: number;
}

export interface Delta extends Hook, z.infer<typeof DeltaFields> {
  readonly hook_event_name: "MessageDisplay";
}

/** Never throws: a member of another type counts as missing. */
export function readFields(object: JsonObject, startedAt: number, arrivedAt: number): Hook {
  return { ...HookFields.parse(object), object, startedAt, arrivedAt };
}

/** The delta in an object; null where it is none, or lacks what its place follows from. */
export function readDelta(hook: Hook): Delta | null {
  const fields = DeltaFields.safeParse(hook.object);
  return fields.success ? { ...hook, ...fields.data } : null;
}
