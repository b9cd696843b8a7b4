import { EXIT } from "../errors.ts";
import { onSignals } from "../signals.ts";

/**
 * Does long work that a signal ends early, but not before it has tidied up behind itself; a second Ctrl-C does not wait
 * for that.
 *
 * @returns the exit code
 */
export async function stoppable(work: (signal: AbortSignal) => Promise<void>): Promise<number> {
  const stop = new AbortController();
  let code: number = EXIT.done;
  const end = (status: number) => () => {
    code = status;
    stop.abort();
  };
  onSignals({
    onInterrupt: end(EXIT.interrupted),
    onInsistentInterrupt: () => process.exit(EXIT.interrupted),
    onTerminate: end(EXIT.terminated),
  });
  try {
    await work(stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
  return code;
}
