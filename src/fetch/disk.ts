import { mkdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import { NoRoom, needRoomForAll } from "../disk_room.ts";
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
  try {
    mkdirSync(folder, { recursive: true });
    needRoomForAll([{ folder, bytes: needed }]);
  } catch (error) {
    if (!(error instanceof NoRoom)) throw diskFailure(error, file);
    const what = `no room for ${basename(file)}`;
    throw new AppError("DISK_FULL", { what, why: error.message, fix: MORE_ROOM }, error);
  }
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
