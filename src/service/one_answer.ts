import type { Connection } from "./connection.ts";

/** How an answer is awaited. */
export interface Awaiting {
  readonly signal: AbortSignal;
  /** Makes the error for a connection that ends first. */
  readonly lost: (why: string) => Error;
}

/**
 * Says one thing and awaits the header of the frame that comes next.
 *
 * @throws as {@link nextAnswer}
 */
export function answerTo(connection: Connection, message: object, awaiting: Awaiting): Promise<unknown> {
  awaiting.signal.throwIfAborted();
  connection.send(message);
  return nextAnswer(connection, awaiting);
}

/**
 * Awaits the header of the frame that comes next.
 *
 * @throws the error that `lost` makes, or the signal's reason
 */
export function nextAnswer(connection: Connection, { signal, lost }: Awaiting): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort);
  connection.takeOne(resolve);
  connection.onClose = (why) => reject(lost(why));
  if (signal.aborted) onAbort();
  return promise.finally(() => signal.removeEventListener("abort", onAbort));
}
