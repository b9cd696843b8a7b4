import { z } from "zod";
import { CancelRequest, DraftRequest, SpeakRequest, TranslateRequest } from "../workers/protocol.ts";
import { Control, SessionState } from "./protocol.ts";

/** What a client of the role `speak` and the service say to each other behind their hellos. */

const ticket = z.number().int().positive();
/** Which of the service's workers a request is for; see channels.ts. */
const channel = z.string().min(1);

/** What the client says. */
export const SessionRequest = z.discriminatedUnion("op", [
  /** Paths in an `open` are the service's own affair. */
  z.strictObject({
    op: z.literal("worker"),
    channel,
    request: z.discriminatedUnion("op", [
      z.strictObject({ op: z.literal("open") }),
      TranslateRequest,
      DraftRequest,
      SpeakRequest,
      CancelRequest,
    ]),
  }),
  /** It has something to be heard and wants its turn, gives its turn back, or is still sounding. */
  z.strictObject({ op: z.literal("turn"), state: z.enum(["want", "yield", "sounding"]) }),
  /** The user wrote something to this session's agent. */
  z.strictObject({ op: z.literal("wrote") }),
  z.strictObject({ op: z.literal("state"), state: SessionState }),
]);
export type SessionRequest = z.infer<typeof SessionRequest>;

/** What the service says. */
export const SessionEvent = z.discriminatedUnion("event", [
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
]);
export type SessionEvent = z.infer<typeof SessionEvent>;
