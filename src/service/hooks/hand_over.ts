import { AppError } from "../../errors.ts";
import { connectService } from "../connect.ts";
import type { Connection } from "../connection.ts";
import { type ClientMessage, ServiceMessage } from "../protocol.ts";

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
      const message: ClientMessage = { op: "hook", startedAt };
      const answer = ServiceMessage.safeParse(
        await answerTo(service.connection, message, object, limit),
      ).data;
      if (answer?.event !== "taken")
        throw failure("SERVICE_REFUSED", answer?.event === "failed" ? answer.why : "its answer is no answer");
    } finally {
      service.connection.close();
    }
  } catch (error) {
    throw limit.aborted && error === limit.reason
      ? failure("SERVICE_SILENT", `the service did not take it within ${limitMs / 1000} s`)
      : error;
  }
}

/** The header of the frame that comes next. */
function answerTo(
  connection: Connection,
  message: ClientMessage,
  body: Uint8Array,
  limit: AbortSignal,
): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  limit.addEventListener("abort", () => reject(limit.reason));
  if (limit.aborted) reject(limit.reason);
  connection.takeOne(resolve);
  connection.onClose = (why) => reject(failure("SERVICE_LOST", why));
  connection.send(message, body);
  return promise;
}

function failure(
  code: "SERVICE_MISSING" | "SERVICE_SILENT" | "SERVICE_LOST" | "SERVICE_REFUSED",
  why: string,
) {
  const fix = "see how the service is: stream-tts-bun status; or start it: stream-tts-bun serve";
  return new AppError(code, { what: "the hook's object was not taken", why, fix });
}
