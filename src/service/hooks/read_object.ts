import { isJsonObject, stringOrNull } from "../../input/events.ts";
import { FRAME_LIMITS } from "../../workers/frames.ts";

/** It goes to the service in one frame. */
const MOST_BYTES = FRAME_LIMITS.body;
/** An agent writes the object at once and ends the pipe. */
const LIMIT_MS = 5000;

/** A hook's object as it came, and its kind. */
export interface HookInput {
  readonly bytes: Uint8Array;
  readonly event: string;
}

/**
 * Reads a hook's object to the end of the stream. One that is too large is read to its end as well, since its writer might
 * not bear a pipe that breaks.
 *
 * @throws Error with the reason, when it does not end in time, is too large, or is no JSON object
 */
export async function readHookObject(stream: ReadableStream<Uint8Array>): Promise<HookInput> {
  const bytes = await readAll(stream);
  const object = parsed(bytes);
  if (!isJsonObject(object)) throw new Error("what came is no JSON object");
  return { bytes, event: stringOrNull(object.hook_event_name) ?? "-" };
}

/** Null for what is no JSON. What the parser says is not passed on, since it may hold words of the session. */
function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}

async function readAll(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const reader = stream.getReader();
  const limit = AbortSignal.timeout(LIMIT_MS);
  limit.addEventListener("abort", () => reader.cancel().catch(() => {}));
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.length;
    if (size <= MOST_BYTES) chunks.push(read.value);
  }
  if (limit.aborted) throw new Error(`stdin did not end within ${LIMIT_MS / 1000} s`);
  if (size > MOST_BYTES) throw new Error(`${size} bytes came, and ${MOST_BYTES} are the most`);
  return Buffer.concat(chunks);
}
