import { z } from "zod";
import { Control, SessionId, SessionState } from "./protocol.ts";

/** What a client of the role `control` and the service say to each other behind their hellos. */

/** What the client says. */
export const ControlRequest = z.discriminatedUnion("op", [
  /** To all sessions without one. Answered with `done` or `failed`. */
  z.strictObject({ op: z.literal("control"), control: Control, session: SessionId.nullable() }),
  z.strictObject({ op: z.literal("status") }),
  /** Ends the service. Answered with `done` when it is silent. */
  z.strictObject({ op: z.literal("end") }),
]);
export type ControlRequest = z.infer<typeof ControlRequest>;

/** What `status` tells. Memory in bytes, times in ms. */
export const ServiceStatus = z.object({
  pid: z.number().int().positive(),
  program: z.string(),
  protocol: z.number().int(),
  socket: z.string(),
  uptime_ms: z.number().nonnegative(),
  model: z
    .object({
      name: z.string(),
      path: z.string(),
      loaded: z.boolean(),
      translated_tokens: z.number().int().nonnegative(),
      tokens_per_second: z.number().nullable(),
    })
    .nullable(),
  /** Voices that are open. */
  voices: z.array(z.string()),
  /** Resident memory of the service and its workers; null where the system does not tell. */
  memory_bytes: z.number().int().nonnegative().nullable(),
  sessions: z.array(
    SessionState.extend({
      id: SessionId,
      kind: z.enum(["pipe", "hook"]),
      /** The client's process; null for a hook's session, which lives in the service. */
      pid: z.number().int().positive().nullable(),
      /** Whether it is this session's turn to sound. */
      hasTurn: z.boolean(),
    }),
  ),
  /** Clients that were turned away, and frames that were not understood. */
  refused: z.number().int().nonnegative(),
  malformed: z.number().int().nonnegative(),
});
export type ServiceStatus = z.infer<typeof ServiceStatus>;

/** What the service answers. */
export const ControlAnswer = z.discriminatedUnion("event", [
  z.object({ event: z.literal("done"), sessions: z.array(SessionId) }),
  z.object({ event: z.literal("failed"), what: z.string(), why: z.string(), fix: z.string() }),
  z.object({ event: z.literal("status"), status: ServiceStatus }),
]);
export type ControlAnswer = z.infer<typeof ControlAnswer>;
