import { AppError } from "../../errors.ts";
import { connectService } from "../connect.ts";
import type { Connection } from "../connection.ts";
import { HookAnswer, type HookRequest } from "../hook_messages.ts";
import { nextAnswer } from "../one_answer.ts";

/**
 * For all of it, where an agent's settings do not end it sooner: 200 hooks at once keep two processors busy for 4 s, and for
 * much longer beside other work.
 */
const LIMIT_MS = 8000;

/**
 * Gives a hook's object to the service and waits until it was taken. It is in the service's socket before there is any
 * answer, so that a service that has no time takes it later, though this process was ended meanwhile.
 *
 * @param object JSON, as it came
 * @param startedAt when this process was started, in ms of the wall clock
 * @param limitMs how long it may take
 * @throws AppError SERVICE_MISSING, SERVICE_SILENT, SERVICE_LOST, SERVICE_REFUSED, and what {@link connectService} throws
 */
export async function handOver(object: Uint8Array, startedAt: number, limitMs = LIMIT_MS): Promise<void> {
  const limit = AbortSignal.timeout(limitMs);
  const sayMore = (connection: Connection) =>
    connection.send({ op: "hook", startedAt } satisfies HookRequest, object);
  try {
    const service = await connectService("hook", { sounds: false, limitMs, sayMore }, limit);
    if (service === null) throw failure("SERVICE_MISSING", "nobody listens for it");
    try {
      const lost = (why: string) => failure("SERVICE_LOST", why);
      const answer = await nextAnswer(service.connection, { signal: limit, lost });
      if (!HookAnswer.safeParse(answer).success) throw failure("SERVICE_REFUSED", "its answer is no answer");
    } finally {
      service.connection.close();
    }
  } catch (error) {
    throw limit.aborted && error === limit.reason
      ? failure("SERVICE_SILENT", `the service has not taken it within ${limitMs / 1000} s, but may yet`)
      : error;
  }
}

function failure(
  code: "SERVICE_MISSING" | "SERVICE_SILENT" | "SERVICE_LOST" | "SERVICE_REFUSED",
  why: string,
) {
  const fix = "see how the service is: stream-tts-bun status; or start it: stream-tts-bun serve";
  return new AppError(code, { what: "the hook's object was not taken", why, fix });
}
