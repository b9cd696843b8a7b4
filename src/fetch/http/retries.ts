import { setTimeout as pause } from "node:timers/promises";
import { givenUp, Interruption } from "./interruptions.ts";
import type { DownloadLimits } from "./limits.ts";

/** Tries to reach a server before one that gives no sign of life is given up. */
const TRIES_TO_REACH = 3;

/** Decides after each failure whether there is another try, and how long it waits. */
export class Retries {
  readonly #what: string;
  readonly #limits: DownloadLimits;
  readonly #tell: (line: string) => void;
  #failures = 0;

  /**
   * @param what is fetched, for messages
   * @param tell told of every pause
   */
  constructor(what: string, limits: DownloadLimits, tell: (line: string) => void) {
    this.#what = what;
    this.#limits = limits;
    this.#tell = tell;
  }

  /** Something has come: failures before it do not count any more. */
  succeeded(): void {
    this.#failures = 0;
  }

  /**
   * Waits before the next try.
   *
   * @throws the error itself when it is no {@link Interruption}; AppError FETCH_FAILED when no try is left; the signal's
   *   reason
   */
  async failed(error: unknown, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!(error instanceof Interruption)) throw error;
    const { attempts, pauseMs, longestPauseMs } = this.#limits;
    const most = error.trouble === "unreachable" ? Math.min(TRIES_TO_REACH, attempts) : attempts;
    this.#failures++;
    // Waiting makes no certificate valid.
    const isHopeless = error.trouble === "untrusted" || (error.retryAfterMs ?? 0) > longestPauseMs;
    if (isHopeless || this.#failures >= most) throw givenUp(this.#what, error, this.#failures);
    const own = Math.min(longestPauseMs, pauseMs * 2 ** (this.#failures - 1));
    const waitMs = Math.max(own, error.retryAfterMs ?? 0);
    this.#tell(`${this.#what}: ${error.message}; trying again in ${Math.ceil(waitMs / 1000)} s`);
    try {
      await pause(waitMs, undefined, { signal });
    } catch {
      throw signal.reason;
    }
  }
}
