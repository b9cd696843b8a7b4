import { chmodSync, lstatSync, mkdirSync, type Stats } from "node:fs";

const FOLDER_MODE = 0o700;

/** Whether a file or folder belongs to the user that this process acts for. */
export function isOurs(found: Stats): boolean {
  return found.uid === process.geteuid?.();
}

/**
 * Makes a folder that only we may enter, or makes sure that the one that is there is such a folder. Links are not
 * followed: libraries are loaded from below it, so nobody else may decide where it is.
 *
 * @throws Error that names the folder when it is a link, a file or somebody else's; a system error when it cannot be made
 */
export function ensureOwnFolder(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) make(path);
  const found = lstatSync(path);
  if (!found.isDirectory()) throw new Error(`${path} is not a folder`);
  if (!isOurs(found)) throw new Error(`${path} belongs to another user`);
  if ((found.mode & 0o777) !== FOLDER_MODE) chmodSync(path, FOLDER_MODE);
}

function make(path: string): void {
  try {
    mkdirSync(path, { mode: FOLDER_MODE });
  } catch (error) {
    // Another start of the program may have been quicker; what it made is checked like any other.
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) throw error;
  }
}
