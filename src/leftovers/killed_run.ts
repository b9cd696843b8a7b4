import { rmSync } from "node:fs";
import { renderBytes } from "../display/bytes.ts";
import type { Leftover } from "./leftover.ts";
import { bytesOnDisk } from "./on_disk.ts";

/**
 * What a run has left that was killed: a file, or a folder and all in it.
 *
 * @param isLeft whether nobody is at work on it, asked right before it is removed
 */
export function killedRun(path: string, isLeft: () => boolean): Leftover {
  const bytes = bytesOnDisk(path);
  return {
    what: `what a run has left that was killed, ${renderBytes(bytes)} in ${path}`,
    bytes,
    fix: "",
    remove: () => {
      if (isLeft()) rmSync(path, { recursive: true, force: true });
    },
  };
}
