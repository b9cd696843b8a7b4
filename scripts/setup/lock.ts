import { dlopen } from "bun:ffi";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { setupFailure } from "./failure.ts";

// From <sys/file.h>; the same numbers on Linux and macOS.
const LOCK_EX = 2;
const LOCK_NB = 4;
const POLL_MS = 200;
/** Longer than a cold set-up takes on two slow cores. */
const LIMIT_MS = 30 * 60_000;

/**
 * Runs `work` while no other process holds the same lock file. The kernel gives the lock back when its holder dies
 * (flock(2)), so there is no stale lock to detect.
 *
 * @param file lock file; made when missing and never removed, because removing it would let two holders in
 * @param limitMs how long to wait for the other holder, in ms
 * @throws AppError SETUP_FAILED when the other holder does not finish in time
 */
export async function withLock<T>(file: string, work: () => Promise<T>, limitMs = LIMIT_MS): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const libc = dlopen(process.platform === "darwin" ? "libSystem.dylib" : "libc.so.6", {
    // int flock(int fd, int operation);
    flock: { args: ["i32", "i32"], returns: "i32" },
  });
  const descriptor = openSync(file, "a");
  try {
    const giveUp = performance.now() + limitMs;
    let told = false;
    while (libc.symbols.flock(descriptor, LOCK_EX | LOCK_NB) !== 0) {
      if (performance.now() > giveUp)
        throw setupFailure(
          "another set-up is still running",
          `${file} has been held for ${Math.round(limitMs / 1000)} s`,
          "let the other one finish or end it, then run the same command again",
        );
      if (!told) process.stderr.write(`waiting for another set-up that holds ${file}\n`);
      told = true;
      await Bun.sleep(POLL_MS);
    }
    return await work();
  } finally {
    closeSync(descriptor);
    libc.close();
  }
}
