import {
  closeSync,
  fchmodSync,
  futimesSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { isOurs } from "./own_folder.ts";
import type { Pack, PackedFile } from "./pack.ts";

const FILE_MODE = 0o600;
/** The same for every file, so that one that somebody wrote to afterwards is seen: 2000-01-01, in s since 1970. */
const MODIFIED_S = 946_684_800;
const TEMPORARY = "unfinished-";

/** Whether a file looks as {@link extractFile} left it. Its contents are not read. */
export function looksExtracted(path: string, file: PackedFile): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return (
    found?.isFile() === true &&
    isOurs(found) &&
    (found.mode & 0o7777) === FILE_MODE &&
    found.size === file.bytes &&
    found.mtimeMs === MODIFIED_S * 1000
  );
}

/**
 * Writes one file of the pack: under a name of its own first, so that `path` holds the whole file or what it held
 * before. Whoever extracts the same file at the same moment writes the same bytes.
 *
 * @throws AppError PARTS_UNEXTRACTABLE when the pack is damaged; a system error when the file cannot be written
 */
export function extractFile(pack: Pack, file: PackedFile, path: string): void {
  const temporary = join(dirname(path), `${TEMPORARY}${crypto.randomUUID()}`);
  const descriptor = openSync(temporary, "wx", FILE_MODE);
  try {
    for (const piece of pack.contents(file)) writeWhole(descriptor, piece);
    fchmodSync(descriptor, FILE_MODE);
    futimesSync(descriptor, MODIFIED_S, MODIFIED_S);
    // A rename replaces files and links, but no folder.
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) rmSync(path, { recursive: true });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Removes what extractions left that were killed. The caller makes sure that nobody extracts into the folder meanwhile.
 *
 * @param folder folder of a version
 */
export function removeTemporaries(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }))
    if (basename(name).startsWith(TEMPORARY)) rmSync(join(folder, name), { force: true });
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(descriptor, bytes, written);
}
