import { existsSync } from "node:fs";
import { AppError } from "../../errors.ts";
import { managerOf } from "./install.ts";
import type { ServiceManager } from "./manager.ts";
import { readOwn } from "./own_file.ts";
import { thisPlace } from "./place.ts";

/** A unit of ours that starts what is no longer there. */
export interface Leftover {
  readonly path: string;
  /** The program or script that is missing. */
  readonly missing: string;
}

/** The unit of ours that is installed, where it leads nowhere; null for one that works, somebody else's, or none. */
export function leftoverUnit(place = thisPlace()): Leftover | null {
  try {
    const manager = managerOf(place);
    const text = readOwn(manager.file);
    if (text === null) return null;
    const missing = started(manager, text).find((path) => !existsSync(path));
    return missing === undefined ? null : { path: manager.file.path, missing };
  } catch (error) {
    if (error instanceof AppError && error.code === "UNIT_UNWRITABLE") return null;
    throw error;
  }
}

/** The executable, and behind Bun's the script. */
function started(manager: ServiceManager, text: string): string[] {
  const words = manager.commandIn(text);
  const flags = words.indexOf("serve");
  return words.slice(0, flags === -1 ? 1 : flags).filter((word) => word.startsWith("/"));
}
