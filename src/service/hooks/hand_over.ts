import { AppError } from "../../errors.ts";
import { connectService } from "../connect.ts";
import { HookAnswer, type HookRequest } from "../hook_messages.ts";
import { answerTo } from "../one_answer.ts";

/**
 * For all of it. 200 hooks at once keep two processors busy for 5 s, and none of them is to be lost. How long an agent waits
 * for a service that hangs stands in its settings.
 */
const LIMIT_MS = 8000;

/**
 * Gives a hook's object to the service and waits until it was taken.
 *
 * @param object JSON, as it came
 * @param startedAt when this process was started, in ms of the wall clock
 * @param limitMs how long it may take
 * @throws AppError SERVICE_MISSING, SERVICE_SILENT, SERVICE_LOST, SERVICE_REFUSED, and what {@link connectService} throws
 */
export async function handOver(object: Uint8Array, startedAt: number, limitMs = LIMIT_MS): Promise<void> {
  const limit = AbortSignal.timeout(limitMs);
  try {
    const service = await connectService("hook", { sounds: false, limitMs }, limit);
    if (service === null) throw failure("SERVICE_MISSING", "nobody listens for it");
    try {
      const message: HookRequest = { op: "hook", startedAt };
      const lost = (why: string) => failure("SERVICE_LOST", why);
      const answer = await answerTo(service.connection, message, { body: object, signal: limit, lost });
      if (!HookAnswer.safeParse(answer).success) throw failure("SERVICE_REFUSED", "its answer is no answer");
    } finally {
      service.connection.close();
    }
  } catch (error) {
    throw limit.aborted && error === limit.reason
      ? failure("SERVICE_SILENT", `the service did not take it within ${limitMs / 1000} s`)
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
