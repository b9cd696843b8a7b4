import type { z } from "zod";
import { AppError } from "../errors.ts";
import { connectService, type Service } from "./connect.ts";
import { ControlAnswer, type ControlRequest } from "./control_messages.ts";
import { answerTo } from "./one_answer.ts";

/** What a client of the role `control` may say, and the event that answers it. */
const ANSWERED_BY = { status: "status", control: "done", end: "done" } as const;
type Op = keyof typeof ANSWERED_BY;
type Question<O extends Op> = ControlRequest & { op: O };
type Answer<O extends Op> = ControlAnswer & { event: (typeof ANSWERED_BY)[O] };

/** Long enough for a service that is busy, short enough for somebody who waits for a prompt. */
const LIMIT_MS = 3000;

/** What the service answered, and which service that was. */
export interface Asked<O extends Op> {
  readonly hello: Service["hello"];
  readonly answer: Answer<O>;
}

/**
 * Connects to the service, says one thing and awaits the answer.
 *
 * @param limitMs how long the answer may take once there is a connection
 * @returns null when no service is there
 * @throws AppError SERVICE_SILENT without an answer in time, SERVICE_LOST when the service ended first, SESSION_UNKNOWN
 * or SERVICE_REFUSED when it cannot do it, SERVICE_UNSUITABLE when it answers something else, and what
 * {@link connectService} throws; the signal's reason when it is aborted
 */
export async function ask<O extends Op>(
  message: Question<O>,
  { signal, limitMs = LIMIT_MS }: { signal?: AbortSignal; limitMs?: number } = {},
): Promise<Asked<O> | null> {
  const service = await connectService("control", { sounds: false }, signal);
  if (service === null) return null;
  const { connection, hello } = service;
  try {
    const said = ControlAnswer.safeParse(await firstAnswer(service, message, limitMs, signal));
    if (!said.success) throw misunderstood(said.error);
    if (said.data.event === "failed") throw failure(message.op, said.data);
    if (!isAnswer(message.op, said.data)) throw misunderstood();
    return { hello, answer: said.data };
  } finally {
    connection.close();
  }
}

/** For a command that is about a service, where there is none. */
export function serviceMissing(): AppError {
  return new AppError("SERVICE_MISSING", {
    what: "no service is running",
    why: "nobody listens in the folder for its socket",
    fix: "start it in another terminal: stream-tts-bun serve; or let a pipe start it: stream-tts-bun --spawn",
  });
}

function isAnswer<O extends Op>(op: O, message: ControlAnswer): message is Answer<O> {
  return message.event === ANSWERED_BY[op];
}

async function firstAnswer(
  { connection, hello: { pid } }: Service,
  message: ControlRequest,
  limitMs: number,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const limit = AbortSignal.timeout(limitMs);
  try {
    const either = signal === undefined ? limit : AbortSignal.any([signal, limit]);
    return await answerTo(connection, message, { signal: either, lost });
  } catch (error) {
    throw limit.aborted && error === limit.reason ? silent(pid, limitMs) : error;
  }
}

function failure(op: Op, { what, why, fix }: Extract<ControlAnswer, { event: "failed" }>): AppError {
  // All that the service refuses to do to sessions, it refuses because there is no such session.
  return new AppError(op === "control" ? "SESSION_UNKNOWN" : "SERVICE_REFUSED", { what, why, fix });
}

function silent(pid: number, limitMs: number): AppError {
  return new AppError("SERVICE_SILENT", {
    what: "the service does not answer",
    why: `nothing came from process ${pid} within ${limitMs / 1000} s`,
    fix: `try again; if that does not help: kill ${pid}`,
  });
}

function lost(why: string): AppError {
  return new AppError("SERVICE_LOST", {
    what: "the service went away before it answered",
    why,
    fix: "start it again: stream-tts-bun serve",
  });
}

function misunderstood(cause?: z.ZodError): AppError {
  return new AppError(
    "SERVICE_UNSUITABLE",
    {
      what: "the service's answer is not understood",
      why: "it is of another version of this program",
      fix: "restart it: stream-tts-bun stop, then stream-tts-bun serve",
    },
    cause,
  );
}
