import { readFileSync } from "node:fs";

const POLL_MS = 10;

/**
 * Waits until a process has ended.
 *
 * @returns false when it is still there after the limit
 * @throws the signal's reason when it is aborted
 */
export async function processEnded(pid: number, limitMs: number, signal?: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (isAlive(pid)) {
    signal?.throwIfAborted();
    if (performance.now() >= deadline) return false;
    await Bun.sleep(POLL_MS);
  }
  return true;
}

/** Whether a process still runs. A zombie does not: it only waits for a parent that may never ask for it. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== "linux") return true;
  try {
    // proc(5): the state follows behind the name, which is in parentheses and may hold some itself.
    return !/\) [ZX] [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
