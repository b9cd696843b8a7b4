import { mkdirSync, statfsSync } from "node:fs";
import { basename, dirname } from "node:path";
import { AppError, reasonOf, systemCodeOf } from "../errors.ts";
import { fetchFailure } from "./failure.ts";

const MORE_ROOM = "free some space, or point XDG_CACHE_HOME at another disk";
/** A full disk, a quota that is used up, a limit for the size of files. */
const FULL = new Set<unknown>(["ENOSPC", "EDQUOT", "EFBIG"]);

/**
 * Makes the folder of a file, and asks for room on its disk before anything is fetched.
 *
 * @param needed bytes
 * @throws AppError DISK_FULL, or FETCH_FAILED for a folder that cannot be made
 */
export function needRoom(file: string, needed: number): void {
  const folder = dirname(file);
  let free: number;
  try {
    mkdirSync(folder, { recursive: true });
    const disk = statfsSync(folder);
    free = disk.bavail * disk.bsize;
  } catch (error) {
    throw diskFailure(error, file);
  }
  if (free >= needed) return;
  throw new AppError("DISK_FULL", {
    what: `no room for ${basename(file)}`,
    why: `${folder} has ${Math.round(free / 1e6)} MB free, ${Math.round(needed / 1e6)} MB are needed`,
    fix: MORE_ROOM,
  });
}

/** What a failed write says to a person. `file` is the path that it is about. */
export function diskFailure(error: unknown, file: string): AppError {
  if (error instanceof AppError) return error;
  if (FULL.has(systemCodeOf(error)))
    return new AppError(
      "DISK_FULL",
      {
        what: `the disk is full before ${basename(file)} is there`,
        why: `${file}: ${reasonOf(error)}`,
        fix: `${MORE_ROOM}, then run the same command again: it goes on with what has come. Or remove that file`,
      },
      error,
    );
  return fetchFailure(
    `${basename(file)} cannot be written`,
    `${file}: ${reasonOf(error)}`,
    "see that the folder is yours and may be written, or point XDG_CACHE_HOME at another one",
    error,
  );
}
