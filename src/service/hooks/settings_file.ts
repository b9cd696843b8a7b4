import {
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { discard } from "../../discard.ts";
import { AppError, reasonOf } from "../../errors.ts";

const OWNER_MAY_WRITE = 0o200;
/** Settings may hold keys. */
const NEW_FILE = { mode: 0o600, folder: 0o700 };

/** A settings file as it was read. */
export interface SettingsFile {
  /** As it is told to people. */
  readonly path: string;
  /** Where it really lies, behind all links. */
  readonly realPath: string;
  /** Null when there is no such file yet. */
  readonly bytes: Uint8Array | null;
  readonly text: string;
}

/** Where Claude Code keeps a user's settings: CLAUDE_CONFIG_DIR in place of ~/.claude, if it is set. */
export function claudeSettingsPath(): string {
  return join(process.env.CLAUDE_CONFIG_DIR || join(homedir(), ".claude"), "settings.json");
}

/**
 * Reads settings; a file that does not exist has none.
 *
 * @throws AppError SETTINGS_UNREADABLE
 */
export function readSettings(path: string): SettingsFile {
  try {
    const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
    if (isLink === undefined) return { path, realPath: path, bytes: null, text: "{}\n" };
    const realPath = realpathSync(path);
    if (!statSync(realPath).isFile()) throw new Error("it is no file");
    const bytes = readFileSync(realPath);
    return {
      path,
      realPath,
      bytes,
      text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes),
    };
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** What is told of settings that cannot be used; they are left as they are. */
export function unreadable(path: string, error: unknown): AppError {
  return new AppError(
    "SETTINGS_UNREADABLE",
    {
      what: `the settings in ${path} are not understood, and were left as they are`,
      why: reasonOf(error),
      fix: "mend them (they are one JSON object), or name another file with --settings FILE",
    },
    error,
  );
}

/**
 * Puts new settings into the place of those that were read, at once or not at all. Links to the file and its mode stay.
 *
 * @throws AppError SETTINGS_UNWRITABLE, also when the file was changed since it was read
 */
export function writeSettings(file: SettingsFile, text: string): void {
  const { realPath, bytes } = file;
  const unfinished = `${realPath}.${crypto.randomUUID()}.unfinished`;
  try {
    if (bytes === null) mkdirSync(dirname(realPath), { recursive: true, mode: NEW_FILE.folder });
    const mode = bytes === null ? NEW_FILE.mode : statSync(realPath).mode & 0o7777;
    // A rename would replace it all the same.
    if ((mode & OWNER_MAY_WRITE) === 0) throw new Error("it is write-protected");
    const descriptor = openSync(unfinished, "wx", mode);
    try {
      fchmodSync(descriptor, mode);
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (!isUnchanged(file)) throw new Error("another program has changed it in the meantime");
    renameSync(unfinished, realPath);
    syncFolder(dirname(realPath));
  } catch (error) {
    throw new AppError(
      "SETTINGS_UNWRITABLE",
      {
        what: `the settings in ${file.path} were left as they are`,
        why: reasonOf(error),
        fix: "see that file and folder may be written, and run the same command again",
      },
      error,
    );
  } finally {
    discard(unfinished);
  }
}

function isUnchanged({ realPath, bytes }: SettingsFile): boolean {
  const exists = lstatSync(realPath, { throwIfNoEntry: false }) !== undefined;
  return bytes === null || !exists ? exists === (bytes !== null) : readFileSync(realPath).equals(bytes);
}

/** The new name is on the disk only when the folder is. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
