import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { tryLock } from "../flock.ts";
import { diskFailure } from "./disk.ts";
import { fetchFailure } from "./failure.ts";

const POLL_MS = 200;
/** Longer than a cold build takes on two slow cores. */
const LIMIT_MS = 30 * 60_000;

export interface LockOptions {
  /** How long to wait for the other holder, in ms. */
  readonly limitMs?: number;
  /** Told once, when another holder is waited for. */
  readonly onWait?: () => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs `work` while no other process holds the same lock file. There is no stale lock to detect (see
 * {@link tryLock}).
 *
 * @param file lock file; made when missing and never removed, because removing it would let two holders in
 * @throws AppError FETCH_FAILED when the other holder does not finish in time; the signal's reason
 */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  { limitMs = LIMIT_MS, onWait = () => tellOf(file), signal }: LockOptions = {},
): Promise<T> {
  const descriptor = opened(file);
  try {
    const giveUp = performance.now() + limitMs;
    let told = false;
    while (!tryLock(descriptor, "exclusive")) {
      if (performance.now() > giveUp)
        throw fetchFailure(
          "another process is still fetching or building the same",
          `${file} has been held for ${Math.round(limitMs / 1000)} s`,
          "let the other one finish or end it, then run the same command again",
        );
      if (!told) onWait();
      told = true;
      await pause(POLL_MS);
      signal?.throwIfAborted();
    }
    return await work();
  } finally {
    closeSync(descriptor);
  }
}

function opened(file: string): number {
  try {
    mkdirSync(dirname(file), { recursive: true });
    return openSync(file, "a");
  } catch (error) {
    throw diskFailure(error, file);
  }
}

function tellOf(file: string): void {
  process.stderr.write(`waiting for another process that holds ${file}\n`);
}
