import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { baseFolder } from "../base_folder.ts";
import { AppError, reasonOf, systemCodeOf } from "../errors.ts";

/** The text of a config file. */
export interface ConfigFile {
  /** From the root. */
  readonly path: string;
  /** As it is called in messages: as the user wrote it, or the name alone of the one in the usual place. */
  readonly name: string;
  readonly format: "toml" | "json";
  readonly text: string;
}

/** What `--config` says when no file is to be read. */
export const NO_FILE = "none";

/** Hundreds of settings need less. */
const MOST_BYTES = 1 << 16;

/** The files of which one is read where no other is named. */
export function usualFiles(): readonly [string, string] {
  const folder = join(baseFolder("XDG_CONFIG_HOME"), "stream-tts-bun");
  return [join(folder, "config.toml"), join(folder, "config.json")];
}

/**
 * Reads the config file that holds.
 *
 * @param choice what `--config` says; undefined without it
 * @returns null where there is none, or none is wanted
 * @throws AppError USAGE where there are two, CONFIG_UNREADABLE for one that is missing though it is named, is no text, is
 * too large or may not be read
 */
export function readConfigFile(choice: string | undefined): ConfigFile | null {
  if (choice === NO_FILE) return null;
  if (choice !== undefined) {
    const text = textIn(choice);
    if (text === null) throw unreadable(choice, "there is no such file", "name one that is there, or none");
    return fileOf(choice, choice, text);
  }
  const found = usualFiles().flatMap((path) => {
    const text = textIn(path);
    return text === null ? [] : [fileOf(path, basename(path), text)];
  });
  const [first = null, second] = found;
  if (first === null || second === undefined) return first;
  throw new AppError("USAGE", {
    what: "there are two config files",
    why: `${first.path} and ${second.path} are both there, and only one can hold`,
    fix: "put all settings into one of them and remove the other",
  });
}

const fileOf = (path: string, name: string, text: string): ConfigFile => ({
  path: resolve(path),
  name,
  format: extname(path).toLowerCase() === ".json" ? "json" : "toml",
  text,
});

/** The text of a file without a byte order mark; null where there is no file. */
function textIn(path: string): string | null {
  const bytes = bytesIn(path);
  if (bytes === null) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    const why = `line ${lineOfBadByte(bytes)} is not UTF-8`;
    throw unreadable(path, why, "save the file as UTF-8", error);
  }
}

function bytesIn(path: string): Uint8Array | null {
  let file: number | null = null;
  try {
    // A pipe without a writer would be waited for otherwise.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = fstatSync(file);
    if (!status.isFile()) {
      const why = status.isDirectory() ? "it is a folder" : "it is no regular file";
      throw unreadable(path, why, "name a file");
    }
    const bytes = new Uint8Array(MOST_BYTES + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(file, bytes, length, bytes.length - length, null);
    if (length > MOST_BYTES)
      throw unreadable(path, `it is larger than ${MOST_BYTES >> 10} KB`, "leave nothing in it but settings");
    return bytes.subarray(0, length);
  } catch (error) {
    if (error instanceof AppError) throw error;
    // A file where a folder would be is no config file either.
    if (["ENOENT", "ENOTDIR"].some((code) => code === systemCodeOf(error))) return null;
    throw unreadable(path, reasonOf(error), "let it be read by you, or give --config none", error);
  } finally {
    if (file !== null) closeSync(file);
  }
}

function lineOfBadByte(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    try {
      decoder.decode(bytes.subarray(start, end === -1 ? bytes.length : end));
    } catch {
      return line;
    }
    start = end === -1 ? bytes.length : end + 1;
  }
  return line;
}

function unreadable(path: string, why: string, fix: string, cause?: unknown): AppError {
  return new AppError(
    "CONFIG_UNREADABLE",
    { what: `the config file ${path} cannot be read`, why, fix },
    cause,
  );
}
