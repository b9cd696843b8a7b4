import { basename } from "node:path";
import { AppError } from "../../errors.ts";
import { sha256OfFile } from "../digest.ts";
import { needRoom } from "../disk.ts";
import { fetchFailure } from "../failure.ts";
import { pin } from "../verified.ts";
import type { Explain } from "./answers.ts";
import { fill } from "./fill.ts";
import { VersionChanged } from "./interruptions.ts";
import { type DownloadLimits, USUAL_LIMITS } from "./limits.ts";
import { bytesKept, type FileVersion, PartialFile, removePartial } from "./partial_file.ts";
import { describe, type RemoteFile } from "./remote.ts";
import type { Endpoint } from "./request.ts";
import { Retries } from "./retries.ts";

/** How often a download begins anew: when the file changes meanwhile, and when what came was wrong. */
const FRESH_STARTS = { changed: 3, wrong: 1 } as const;

/** A file to be fetched. */
export interface Download {
  readonly endpoint: Endpoint;
  /** Its final path. */
  readonly file: string;
  /** What is known of it beforehand. */
  readonly sha256: string | null;
  readonly bytes: number | null;
  /** Says what it means when the endpoint refuses. */
  readonly explain: Explain;
  /** A last look at the whole file before it gets its name; throws an AppError when it may not have it. */
  readonly check: (path: string) => void;
  readonly tell: (line: string) => void;
  readonly onProgress: (bytes: number, total: number) => void;
  readonly signal: AbortSignal;
  readonly limits?: DownloadLimits;
}

/** What a downloaded file is, and whether anybody has said so beforehand. */
export interface Downloaded {
  readonly sha256: string;
  readonly isProven: boolean;
}

/**
 * Fetches a file: what an earlier run has received is taken up, and the file gets its name only when it is whole, has the
 * sha256 that was known or that the server named, and passes the check. Its sha256 is kept beside it. The caller holds a
 * lock.
 *
 * @throws AppError FETCH_FAILED, FETCH_DAMAGED, DISK_FULL, or what `explain` and `check` give; the signal's reason. What
 *   has come is kept for another run, unless it was wrong
 */
export async function download(wanted: Download): Promise<Downloaded> {
  const limits = wanted.limits ?? USUAL_LIMITS;
  const name = basename(wanted.file);
  let changes = 0;
  let wrongs = 0;
  for (;;) {
    const remote = await found(wanted, limits);
    try {
      return await received(wanted, remote, limits);
    } catch (error) {
      if (error instanceof VersionChanged) {
        if (++changes > FRESH_STARTS.changed) throw keepsChanging(name, error);
        wanted.tell(`${name}: ${error.message}; beginning anew`);
      } else if (error instanceof WrongBytes) {
        removePartial(wanted.file);
        if (++wrongs > FRESH_STARTS.wrong) throw error.told;
        wanted.tell(`${name}: ${error.told.why}; it is thrown away and fetched once more`);
      } else throw error;
    }
  }
}

/** What came is not what it should be. */
class WrongBytes extends Error {
  readonly told: AppError;

  constructor(told: AppError) {
    super(told.message);
    this.told = told;
  }
}

async function found(wanted: Download, limits: DownloadLimits): Promise<RemoteFile> {
  const { endpoint, explain, signal, file, tell } = wanted;
  const retries = new Retries(basename(file), limits, tell);
  for (;;) {
    try {
      const remote = await describe(endpoint, explain, limits, signal);
      checkAgainst(wanted, remote);
      return remote;
    } catch (error) {
      await retries.failed(error, signal);
    }
  }
}

/** Another file under the wanted address is told before it is fetched. */
function checkAgainst({ endpoint, file, sha256, bytes }: Download, remote: RemoteFile): void {
  const isSame =
    (bytes === null || bytes === remote.size) &&
    (sha256 === null || remote.sha256 === null || sha256 === remote.sha256);
  if (isSame) return;
  throw new AppError("FETCH_DAMAGED", {
    what: `${endpoint.url.host} has another ${basename(file)}`,
    why: `it has ${remote.size} bytes with the sha256 ${remote.sha256 ?? "unknown"}, the catalog says ${bytes ?? "unknown"} and ${sha256 ?? "unknown"}`,
    fix: "unset HF_ENDPOINT if it names a mirror; else the catalog is out of date: update stream-tts-bun",
  });
}

async function received(wanted: Download, remote: RemoteFile, limits: DownloadLimits): Promise<Downloaded> {
  const { endpoint, explain, file, signal, tell, onProgress } = wanted;
  const expected = wanted.sha256 ?? remote.sha256;
  // Where the server names no version, the hash of the whole will tell whether all parts were of one.
  const version = remote.version ?? (expected === null ? null : `sha256:${expected}`);
  const target: FileVersion = { version, size: remote.size };
  needRoom(file, remote.size - bytesKept(file, target) + limits.spareBytes);
  await using partial = await PartialFile.open(file, target, limits.noteBytes);
  try {
    await fill(
      {
        source: { endpoint, explain, remote, stallMs: limits.stallMs, signal },
        partial,
        limits,
        name: basename(file),
        tell,
        onBytes: (bytes) => onProgress(bytes, remote.size),
      },
      version !== null,
    );
  } finally {
    // A disk that is too full for the journal has been told of already; an older journal is still true.
    await partial.note().catch(() => {});
  }
  const sha256 = await sha256OfFile(partial.path, { signal });
  if (expected !== null && sha256 !== expected)
    throw new WrongBytes(damaged(endpoint.url, file, sha256, expected));
  checkWhole(wanted, partial.path, expected !== null);
  await partial.finish();
  pin(file, sha256);
  return { sha256, isProven: expected !== null };
}

function checkWhole({ check, file }: Download, path: string, isProven: boolean): void {
  try {
    check(path);
  } catch (error) {
    // Whether something on the way or the file itself is to blame shows only where a hash is known.
    if (error instanceof AppError && !isProven) throw new WrongBytes(error);
    removePartial(file);
    throw error;
  }
}

function damaged(url: URL, file: string, actual: string, expected: string): AppError {
  return new AppError("FETCH_DAMAGED", {
    what: `${basename(file)} arrives damaged`,
    why: `what ${url.host} sent has the sha256 ${actual} instead of ${expected}`,
    fix: "try another network or another source (--from); something on the way changes the bytes",
  });
}

function keepsChanging(name: string, { message }: VersionChanged): AppError {
  return fetchFailure(
    `${name} cannot be fetched`,
    `${message}, again and again`,
    "try later: somebody is replacing it",
  );
}
