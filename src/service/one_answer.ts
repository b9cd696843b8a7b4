import type { Connection } from "./connection.ts";

/**
 * Says one thing and awaits the header of the frame that comes next.
 *
 * @param lost makes the error for a connection that ends first
 * @throws that error, or the signal's reason
 */
export function answerTo(
  connection: Connection,
  message: object,
  { body, signal, lost }: { body?: Uint8Array; signal: AbortSignal; lost: (why: string) => Error },
): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort);
  connection.takeOne(resolve);
  connection.onClose = (why) => reject(lost(why));
  if (signal.aborted) onAbort();
  else connection.send(message, body);
  return promise.finally(() => signal.removeEventListener("abort", onAbort));
}
