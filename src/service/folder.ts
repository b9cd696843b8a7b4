import { lstatSync, mkdirSync, type Stats, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheFolder } from "../cache.ts";
import { isOurs } from "../embedded/own_folder.ts";
import { AppError, reasonOf, systemCodeOf } from "../errors.ts";
import { shellLine } from "../shell_line.ts";

/** Not the name of our folder in the cache: who has both in one place shall not have one folder for both. */
const FOLDER = "stream-tts-bun-service";
const FOLDER_MODE = 0o700;
/** Room for a socket's path and the zero behind it, in bytes: `sun_path` of <sys/un.h>. */
const SUN_PATH_BYTES = process.platform === "darwin" ? 104 : 108;

/**
 * Folders in which the service may have its socket. A service uses the first, a client looks in all: a service that systemd
 * started has a runtime folder, a client in a bare environment may know of none.
 */
export function serviceFolders(): string[] {
  const cache = join(cacheFolder(), "service");
  const { XDG_RUNTIME_DIR: runtime = "" } = process.env;
  return runtime === "" || whyNoRuntimeFolder() !== null ? [cache] : [join(runtime, FOLDER), cache];
}

/**
 * Why XDG_RUNTIME_DIR is not used, which the specification has absolute and the user's own (su leaves that of another user in
 * the environment); null where it is, or is not set.
 */
export function whyNoRuntimeFolder(): string | null {
  const { XDG_RUNTIME_DIR: path = "" } = process.env;
  if (path === "") return null;
  if (!path.startsWith("/")) return `${path} is no absolute path`;
  try {
    const found = statSync(path);
    if (!found.isDirectory()) return `${path} is not a folder`;
    return isOurs(found) ? null : `${path} belongs to user ${found.uid}`;
  } catch (error) {
    return reasonOf(error);
  }
}

/** Where the service in a folder listens. @throws AppError SERVICE_FOLDER when the path does not fit into an address */
export function socketPath(folder: string): string {
  const path = join(folder, "socket");
  const bytes = Buffer.byteLength(path) + 1;
  if (bytes <= SUN_PATH_BYTES) return path;
  throw unusable(
    folder,
    `the path of its socket takes ${bytes} bytes, and the system has room for ${SUN_PATH_BYTES}`,
    "set XDG_RUNTIME_DIR, or XDG_CACHE_HOME, to a folder with a shorter path",
  );
}

/** The file that the service in a folder holds locked, with its process id in it. */
export function lockPath(folder: string): string {
  return join(folder, "lock");
}

/**
 * Makes the folder of the service, or makes sure that the one that is there is a folder that only we may enter. What is
 * wrong is told and never mended: who could put something of theirs there could have done so before.
 *
 * @throws AppError SERVICE_FOLDER
 */
export function ensureServiceFolder(path: string): void {
  if (isServiceFolder(path)) return;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE });
    mkdirSync(path, { mode: FOLDER_MODE });
  } catch (error) {
    // Another service that starts now may have been quicker; what it made is checked like any other.
    if (look(path) === undefined)
      throw unusable(
        path,
        reasonOf(error),
        "make room for it, or set XDG_RUNTIME_DIR to a folder of yours",
        error,
      );
  }
  isServiceFolder(path);
}

/**
 * Whether there is a folder for the service, which then is ours alone. Links are not followed.
 *
 * @throws AppError SERVICE_FOLDER when what is there is a link, a file, somebody else's, or open to others
 */
export function isServiceFolder(path: string): boolean {
  const found = look(path);
  if (found === undefined) return false;
  const remove = `remove it, then run the same command again: rm ${shellLine([path])}`;
  if (found.isSymbolicLink())
    throw unusable(path, "it is a link, and whoever made it decides where it leads", remove);
  if (!found.isDirectory()) throw unusable(path, "it is not a folder", remove);
  if (!isOurs(found)) throw unusable(path, `it belongs to user ${found.uid}`, takeBack(path, found));
  const mode = found.mode & 0o777;
  if (mode !== FOLDER_MODE)
    throw unusable(
      path,
      `its permissions are ${mode.toString(8).padStart(4, "0")}, and only 0700 keeps others away from the socket`,
      `chmod 700 ${shellLine([path])}`,
    );
  return true;
}

/** For a folder that cannot serve the service: why, and what helps. */
export function unusable(folder: string, why: string, fix: string, cause?: unknown): AppError {
  return new AppError(
    "SERVICE_FOLDER",
    { what: `the service's folder ${folder} cannot be used`, why, fix },
    cause,
  );
}

function look(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw unusable(path, reasonOf(error), "make it a folder of yours, or set XDG_RUNTIME_DIR to one", error);
  }
}

function takeBack(path: string, { uid }: Stats): string {
  return `have user ${uid} remove it, or: sudo rm -r ${shellLine([path])}`;
}
