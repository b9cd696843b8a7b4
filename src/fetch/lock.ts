import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { tryLock } from "../flock.ts";
import { fetchFailure } from "./failure.ts";

const POLL_MS = 200;
/** Longer than a cold build takes on two slow cores, or a big model on a slow line is left to go on alone. */
const LIMIT_MS = 30 * 60_000;

/**
 * Runs `work` while no other process holds the same lock file. There is no stale lock to detect (see
 * {@link tryLock}).
 *
 * @param file lock file; made when missing and never removed, because removing it would let two holders in
 * @param limitMs how long to wait for the other holder, in ms
 * @throws AppError FETCH_FAILED when the other holder does not finish in time
 */
export async function withLock<T>(file: string, work: () => Promise<T>, limitMs = LIMIT_MS): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const descriptor = openSync(file, "a");
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
      if (!told) process.stderr.write(`waiting for another process that holds ${file}\n`);
      told = true;
      await Bun.sleep(POLL_MS);
    }
    return await work();
  } finally {
    closeSync(descriptor);
  }
}
