import "../quick_schemas.ts";
import { z } from "zod";

/**
 * What the resident service and its clients say to each other, in the frames of src/workers/frames.ts over a Unix socket.
 * The first frame of a client is `hello`, and the service answers with `hello` or `refused`; what else may be said depends
 * on the client's role: session_messages.ts, hook_messages.ts, control_messages.ts. These are files of their own because a
 * schema takes time to make, and whoever starts for one sentence or one hook needs one of them.
 */

/** Raised when a message changes its meaning; a service and a client of different numbers do not speak. */
export const PROTOCOL = 2;

/** Of a session, in the service. */
export const SessionId = z.string().min(1);

/**
 * What a client is there for: `speak` runs a session that borrows model and voice and takes turns; `hook` hands over one
 * object of a hook; `control` asks and commands.
 */
export const ROLES = ["speak", "hook", "control"] as const;

/** The first words of a client. */
export const ClientHello = z.strictObject({
  op: z.literal("hello"),
  protocol: z.number().int(),
  program: z.string(),
  role: z.enum(ROLES),
  pid: z.number().int().positive(),
  /** Whether somebody waits for this session's sound; files and pipes take no turns. */
  sounds: z.boolean(),
});
export type ClientHello = z.infer<typeof ClientHello>;

/** The answer to it. */
export const ServiceHello = z.discriminatedUnion("event", [
  z.object({
    event: z.literal("hello"),
    protocol: z.number().int(),
    program: z.string(),
    pid: z.number().int().positive(),
    /** Path of the GGUF it translates with and the name of its prompt profile, null for the model's own; null without a model. */
    model: z.object({ path: z.string(), name: z.string(), profile: z.string().nullable() }).nullable(),
    /** The id that this client's session goes by; null where it has none. */
    session: SessionId.nullable(),
  }),
  z.object({ event: z.literal("refused"), why: z.string() }),
]);
export type ServiceHello = z.infer<typeof ServiceHello>;

/** What can be done to sessions while they speak. */
export const Control = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("pause") }),
  z.strictObject({ action: z.literal("resume") }),
  /** Falls silent and drops what waits; what comes later is spoken. */
  z.strictObject({ action: z.literal("stop") }),
  /** Goes on with the next sentence. */
  z.strictObject({ action: z.literal("skip") }),
  /** Repeats from the last sentence on. */
  z.strictObject({ action: z.literal("back") }),
  /** Speed of speech from the next clause on; 1.0 is natural. */
  z.strictObject({ action: z.literal("rate"), rate: z.number().positive() }),
  z.strictObject({ action: z.literal("mute") }),
  z.strictObject({ action: z.literal("unmute") }),
  z.strictObject({ action: z.literal("say"), text: z.string().min(1) }),
]);
export type Control = z.infer<typeof Control>;

/** What a session is doing, as `status` shows it. */
export const SessionState = z.object({
  /** The session's name in the agent's own stream, where it has one. */
  agentSession: z.string().nullable(),
  doing: z.enum(["idle", "waiting", "speaking", "paused", "muted"]),
  /** Utterances that were cut and have not been heard to their end. */
  queued: z.number().int().nonnegative(),
  /** Utterances that have been heard. */
  spoken: z.number().int().nonnegative(),
  rate: z.number(),
});
export type SessionState = z.infer<typeof SessionState>;
