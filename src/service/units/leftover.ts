import { existsSync } from "node:fs";
import { AppError } from "../../errors.ts";
import { managerOf } from "./install.ts";
import { readOwn } from "./own_file.ts";
import { thisPlace } from "./place.ts";

/** The unit of ours that is installed. */
export interface InstalledUnit {
  readonly path: string;
  /** What the manager starts, with its arguments; empty where somebody has taken it out. */
  readonly command: readonly string[];
}

/** A unit of ours that starts what is no longer there. */
export interface Leftover {
  readonly path: string;
  /** The program or script that is missing. */
  readonly missing: string;
}

/** The unit of ours that is installed; null for somebody else's, or none. */
export function installedUnit(place = thisPlace()): InstalledUnit | null {
  try {
    const manager = managerOf(place);
    const text = readOwn(manager.file);
    return text === null ? null : { path: manager.file.path, command: manager.commandIn(text) };
  } catch (error) {
    if (error instanceof AppError && error.code === "UNIT_UNWRITABLE") return null;
    throw error;
  }
}

/** The unit of ours that is installed, where it leads nowhere; null for one that works, somebody else's, or none. */
export function leftoverUnit(place = thisPlace()): Leftover | null {
  const unit = installedUnit(place);
  if (unit === null) return null;
  const missing = started(unit).find((path) => !existsSync(path));
  return missing === undefined ? null : { path: unit.path, missing };
}

/** The executable, and behind Bun's the script. */
function started({ command }: InstalledUnit): string[] {
  const flags = command.indexOf("serve");
  return command.slice(0, flags === -1 ? 1 : flags).filter((word) => word.startsWith("/"));
}
