import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { AppError, reasonOf } from "../../errors.ts";
import { shellLine } from "../../shell_line.ts";

const MODE = 0o644;

/** A file that we wrote in a place where users put files of the same name themselves. */
export interface OwnFile {
  readonly path: string;
  /** What every file of ours begins with, and nobody else's does. */
  readonly mark: string;
}

/**
 * The text of our file, or null when there is none.
 *
 * @throws AppError UNIT_UNWRITABLE when what is there was not written by us or cannot be read
 */
export function readOwn({ path, mark }: OwnFile): string | null {
  const found = attempt(path, () => lstatSync(path, { throwIfNoEntry: false }));
  if (found === undefined) return null;
  if (!found.isFile()) throw foreign(path, "it is a link or a folder, and this program makes files only");
  const text = attempt(path, () => readFileSync(path, "utf8"));
  if (!text.startsWith(mark)) throw foreign(path, "it does not begin as the files of this program do");
  return text;
}

/**
 * Writes the file, so that there is the old one or the whole new one at any moment.
 *
 * @param text begins with the mark
 * @returns false when the same text was there already
 * @throws AppError UNIT_UNWRITABLE
 */
export function writeOwn(file: OwnFile, text: string): boolean {
  if (readOwn(file) === text) return false;
  const unfinished = `${file.path}.${crypto.randomUUID()}`;
  attempt(file.path, () => {
    mkdirSync(dirname(file.path), { recursive: true });
    try {
      writeFileSync(unfinished, text, { mode: MODE, flag: "wx", flush: true });
      renameSync(unfinished, file.path);
    } finally {
      rmSync(unfinished, { force: true });
    }
  });
  return true;
}

/**
 * Removes our file.
 *
 * @throws AppError UNIT_UNWRITABLE
 */
export function removeOwn(file: OwnFile): void {
  if (readOwn(file) !== null) attempt(file.path, () => rmSync(file.path, { force: true }));
}

function attempt<Result>(path: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw new AppError(
      "UNIT_UNWRITABLE",
      {
        what: `${path} cannot be read, written or removed`,
        why: reasonOf(error),
        fix: "see to whom the file and its folder belong, then try again",
      },
      error,
    );
  }
}

function foreign(path: string, why: string): AppError {
  return new AppError("UNIT_UNWRITABLE", {
    what: `${path} was not written by this program, and stays as it is`,
    why,
    fix: `move it away, then try again: ${shellLine(["mv", path, `${path}.own`])}`,
  });
}
