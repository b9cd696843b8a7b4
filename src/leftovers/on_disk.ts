import { closeSync, constants, type Dirent, lstatSync, openSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { systemCodeOf } from "../errors.ts";
import { tryLock } from "../flock.ts";

/** The unit of st_blocks (stat(2)), whatever the file system's own is. */
const BLOCK_BYTES = 512;
/** Whatever writes a file of ours writes to it more often. */
const IDLE_MS = 3_600_000;

/** Room that a file, or a folder with all that is in it, takes on its disk: fewer bytes than its size where it has holes. */
export function bytesOnDisk(path: string): number {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  const inside = found.isDirectory() ? readdirSync(path).map((name) => bytesOnDisk(join(path, name))) : [];
  return inside.reduce((sum, bytes) => sum + bytes, found.blocks * BLOCK_BYTES);
}

/** What is in a folder; nothing where there is no such folder. @throws a system error where it may not be read */
export function entriesIn(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}

/** Whether nobody has written to a file for an hour. */
export function isIdle(path: string): boolean {
  return isOlder(path, IDLE_MS);
}

/** Whether a file was last written to, or marked as used, before so many ms. */
export function isOlder(path: string, ms: number): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs > ms;
}

/** Whether a process holds a lock file; false where there is none. */
export function isHeld(lock: string): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(lock, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return false;
  }
  try {
    return !tryLock(descriptor, "shared");
  } finally {
    closeSync(descriptor);
  }
}
