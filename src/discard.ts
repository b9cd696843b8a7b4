import { rmSync } from "node:fs";

/** Removes what was begun and will not be finished, if there is such a file. */
export function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It was never made: what keeps it from being removed has kept it from being written.
  }
}
