import { z } from "zod";

/**
 * What the resident service and its clients say to each other, in the frames of src/workers/frames.ts over a Unix socket.
 * The first frame of a client is `hello`, and the service answers with `hello` or `refused`; what else may be said depends
 * on the client's role.
 */

/** Raised when a message changes its meaning; a service and a client of different numbers do not speak. */
export const PROTOCOL = 1;

const ticket = z.number().int().positive();
const sessionId = z.string().min(1);

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
    session: sessionId.nullable(),
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

/** Which of the service's workers a request is for: the translator, or the voice of that name. */
const channel = z.string().min(1);

/** What a client says behind its `hello`. */
export const ClientMessage = z.discriminatedUnion("op", [
  /** Role speak. `request` is one of src/workers/protocol.ts; paths in an `open` are the service's own affair. */
  z.strictObject({
    op: z.literal("worker"),
    channel,
    request: z.discriminatedUnion("op", [
      z.strictObject({ op: z.literal("open") }),
      z.strictObject({
        op: z.literal("translate"),
        ticket,
        text: z.string(),
        forced: z.string(),
        note: z.string(),
        words: z.array(z.string()),
      }),
      z.strictObject({
        op: z.literal("draft"),
        text: z.string(),
        words: z.array(z.string()),
        whole: z.boolean(),
      }),
      z.strictObject({
        op: z.literal("speak"),
        ticket,
        text: z.string(),
        speed: z.number().positive(),
      }),
      z.strictObject({ op: z.literal("cancel"), ticket }),
    ]),
  }),
  /** Role speak: it has something to be heard and wants its turn, gives its turn back, or is still sounding. */
  z.strictObject({ op: z.literal("turn"), state: z.enum(["want", "yield", "sounding"]) }),
  /** Role speak: the user wrote something to this session's agent. */
  z.strictObject({ op: z.literal("wrote") }),
  z.strictObject({ op: z.literal("state"), state: SessionState }),
  /** Role hook: the frame's body is the object, as it came. Answered with `taken`. */
  z.strictObject({
    op: z.literal("hook"),
    /** When the hook's process was started, in ms of the wall clock: hooks that start together overtake each other. */
    startedAt: z.number().nonnegative(),
  }),
  /** Role control; all sessions without one. Answered with `done` or `failed`. */
  z.strictObject({ op: z.literal("control"), control: Control, session: sessionId.nullable() }),
  z.strictObject({ op: z.literal("status") }),
  /** Ends the service. Answered with `done` when it is silent. */
  z.strictObject({ op: z.literal("end") }),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;

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
      id: sessionId,
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

/** What the service says behind its `hello`. */
export const ServiceMessage = z.discriminatedUnion("event", [
  /** Of a worker: `told` is an event of src/workers/protocol.ts, the frame's body its PCM. */
  z.object({ event: z.literal("worker"), channel, told: z.unknown() }),
  /** The worker was lost in the middle of a job, which may be tried again. */
  z.object({
    event: z.literal("lost"),
    channel,
    ticket,
    code: z.enum(["WORKER_DIED", "WORKER_HUNG"]),
    why: z.string(),
  }),
  /**
   * It is this session's turn; another one wants it (given at a message's end, then), or none does any more; it was taken
   * back from a session that did not give it.
   */
  z.object({ event: z.literal("turn"), state: z.enum(["granted", "contested", "uncontested", "revoked"]) }),
  z.object({ event: z.literal("control"), control: Control }),
  z.object({ event: z.literal("taken") }),
  z.object({ event: z.literal("done"), sessions: z.array(sessionId) }),
  z.object({ event: z.literal("failed"), what: z.string(), why: z.string(), fix: z.string() }),
  z.object({ event: z.literal("status"), status: ServiceStatus }),
]);
export type ServiceMessage = z.infer<typeof ServiceMessage>;
