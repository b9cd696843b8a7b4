import { AppError } from "../errors.ts";
import { ask } from "./ask.ts";
import { processEnded } from "./process_end.ts";

/** For the sound to stop, and for workers, socket and lock to be given back. */
const LIMIT_MS = 5000;

/**
 * Has the service end and waits until its process is gone.
 *
 * @returns its process id, or null when none was running
 * @throws AppError SERVICE_SILENT when it is still there 5 s later, and what {@link ask} throws
 */
export async function stopService(signal?: AbortSignal): Promise<number | null> {
  const asked = await ask({ op: "end" }, { limitMs: LIMIT_MS, ...(signal && { signal }) });
  if (asked === null) return null;
  const { pid } = asked.hello;
  if (await processEnded(pid, LIMIT_MS, signal)) return pid;
  throw new AppError("SERVICE_SILENT", {
    what: "the service has not ended",
    why: `process ${pid} is still there ${LIMIT_MS / 1000} s after it said that it would end`,
    fix: `kill ${pid}`,
  });
}
