import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { tryLock } from "../flock.ts";
import { extractFile, looksExtracted, removeTemporaries } from "./extract.ts";
import { ensureOwnFolder, isOurs } from "./own_folder.ts";
import type { Pack } from "./pack.ts";

const VERSION = /^[0-9a-f]{16}$/;
const REMOVING = "removing-";
/** More than two rounds are needed only while other processes interfere. */
const MOST_ROUNDS = 5;
/** Whoever removes a version holds its lock only while it renames the folder. */
const LOCK_TRIES = 5;
const LOCK_PAUSE_MS = 10;

/**
 * Makes sure that every file of the pack lies in `<root>/<version>`, as it was extracted, and extracts those that do not.
 * The version counts as used until this process ends, so that no other start removes it. After an extraction, versions
 * that nobody uses are removed.
 *
 * @param root folder that holds a folder for each version
 * @param onExtract called once before files are extracted
 * @returns the folder of the version
 * @throws AppError PARTS_UNEXTRACTABLE when the pack is damaged; any other error when this root cannot be used
 */
export function provideVersion(pack: Pack, root: string, onExtract: () => void): string {
  ensureOwnFolder(root);
  const folder = join(root, pack.version);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const lock = holdFolder(folder);
    try {
      makeFolders(pack, folder);
      const missing = pack.manifest.files.filter((file) => !looksExtracted(join(folder, file.path), file));
      if (missing.length === 0) return folder;
      if (round === 0) onExtract();
      for (const file of missing) extractFile(pack, file, join(folder, file.path));
      removeOtherVersions(root, pack.version);
      if (tryLock(lock, "exclusive")) removeTemporaries(folder);
    } catch (error) {
      closeSync(lock);
      removeUnused(root, pack.version);
      throw error;
    }
    // The exclusive lock may have cost us the shared one, so all is looked at again under a new one.
    closeSync(lock);
  }
  throw new Error(`${folder} is being changed by another process`);
}

/** Opens and locks the folder of a version, made when it is missing. Where there are no locks, it is only opened. */
function holdFolder(folder: string): number {
  for (let tries = 1; ; tries++) {
    remakeFolder(folder);
    const descriptor = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    const isLocked = tryLock(descriptor, "shared");
    if (isAt(folder, descriptor) && (isLocked || tries >= LOCK_TRIES)) return descriptor;
    closeSync(descriptor);
    if (!isLocked) Bun.sleepSync(LOCK_PAUSE_MS);
  }
}

/** Whether a path still leads to the open folder: until it was locked, another process may have put a new one there. */
function isAt(path: string, descriptor: number): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.ino === fstatSync(descriptor).ino;
}

function makeFolders(pack: Pack, folder: string): void {
  const wanted = new Set<string>();
  for (const { path } of pack.manifest.files)
    for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1))
      wanted.add(path.slice(0, end));
  for (const path of [...wanted].sort()) remakeFolder(join(folder, path));
}

/** As {@link ensureOwnFolder}, below a folder of ours, where whatever else bears that name may go. */
function remakeFolder(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found !== undefined && !found.isDirectory()) rmSync(path, { force: true });
  ensureOwnFolder(path);
}

function removeOtherVersions(root: string, kept: string): void {
  for (const name of readdirSync(root)) if (name !== kept && isVersion(name)) removeUnused(root, name);
}

/** Whether a folder is one of a version, or what is left of one. */
function isVersion(name: string): boolean {
  return VERSION.test(name) || name.startsWith(REMOVING);
}

/**
 * Names of the versions in a folder of ours that no process uses at this moment; none where that cannot be told.
 *
 * @param root as for {@link provideVersion}; need not exist
 */
export function unusedVersions(root: string): string[] {
  const found = lstatSync(root, { throwIfNoEntry: false });
  if (found?.isDirectory() !== true || !isOurs(found)) return [];
  return readdirSync(root).filter((name) => isVersion(name) && isUnused(join(root, name)));
}

function isUnused(path: string): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  } catch {
    return false;
  }
  try {
    return tryLock(descriptor, "exclusive");
  } finally {
    closeSync(descriptor);
  }
}

/** Removes a version unless a process holds it. Best effort: what cannot be removed only takes room. */
export function removeUnused(root: string, name: string): void {
  try {
    const path = join(root, name);
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    try {
      if (!tryLock(descriptor, "exclusive") || !isAt(path, descriptor)) return;
      // Under another name nobody starts to use it while it is being emptied.
      const condemned = join(root, `${REMOVING}${crypto.randomUUID()}`);
      renameSync(path, condemned);
      rmSync(condemned, { recursive: true, force: true });
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Another process removes it, or it is not ours to remove.
  }
}
