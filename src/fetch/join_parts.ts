import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { sha256OfFile } from "./digest.ts";
import { diskFailure, needRoom } from "./disk.ts";
import { fetchFailure } from "./failure.ts";
import { journalPath, partialPath } from "./http/partial_file.ts";
import { persistently } from "./package_client.ts";
import { holds } from "./verified.ts";

/** One part of a file: how long it is and what it must hold. */
export interface FilePart {
  name: string;
  bytes: number;
  sha256: string;
}

/** Fetches one part into an empty folder and returns its path. */
export type FetchPart<Part extends FilePart> = (part: Part, folder: string) => Promise<string>;

export interface JoinOptions<Part extends FilePart> {
  parts: readonly Part[];
  /** Of the whole file. */
  sha256: string;
  fetchPart: FetchPart<Part>;
  /** Called with the bytes that stand so far. */
  progress: (bytes: number) => void;
  /** See {@link persistently}. */
  pauseMs?: number;
  signal?: AbortSignal;
}

const PIECE_BYTES = 1 << 22;
/** The unit of st_blocks (stat(2)), whatever the file system's own is. */
const BLOCK_BYTES = 512;
/** Left free beside the file and the part being fetched, packed and unpacked. */
const SPARE_BYTES = 256 * 1024 * 1024;

/**
 * Joins a file from parts that are fetched one by one. It grows as `<file>.partial`, where each part has its known
 * place and hash, so a run that was killed at any moment is taken up again and a damaged part is fetched alone.
 * The caller holds a lock: two must not write the same partial file.
 *
 * @param file where the finished file goes, by a rename
 * @throws AppError FETCH_FAILED when a part cannot be fetched or the whole is not what it must be, DISK_FULL; the signal's
 *   reason
 */
export async function joinParts<Part extends FilePart>(
  file: string,
  options: JoinOptions<Part>,
): Promise<void> {
  const { parts, progress } = options;
  const partial = partialPath(file);
  mkdirSync(dirname(file), { recursive: true });
  removeAbandoned(file);
  // A finished file that has been damaged is an unfinished one: most of its parts are right.
  if (existsSync(file)) renameSync(file, partial);
  // What a download has noted of the same file ceases to be true; what it has received may hold whole parts.
  rmSync(journalPath(file), { force: true });
  needRoom(file, roomFor(parts, existsSync(partial) ? statSync(partial).blocks * BLOCK_BYTES : 0));
  const target = await open(partial, existsSync(partial) ? "r+" : "w+");
  let length = 0;
  progress(length);
  try {
    for (const part of parts) {
      options.signal?.throwIfAborted();
      if (!(await stands(partial, part, length))) await place(target, part, length, options, file);
      length += part.bytes;
      progress(length);
    }
    await target.truncate(length);
    await target.sync();
  } finally {
    await target.close();
  }
  renameSync(partial, file);
  if (await holds(file, options.sha256)) return;
  rmSync(file);
  throw fetchFailure(
    `${basename(file)} cannot be joined`,
    "every part is right but the whole has another SHA-256",
    "the list of parts is wrong: report this as a defect",
  );
}

async function stands(partial: string, part: FilePart, start: number): Promise<boolean> {
  if (statSync(partial).size < start + part.bytes) return false;
  return (await sha256OfFile(partial, { start, end: start + part.bytes })) === part.sha256;
}

async function place<Part extends FilePart>(
  target: FileHandle,
  part: Part,
  start: number,
  { fetchPart, pauseMs, signal }: JoinOptions<Part>,
  file: string,
): Promise<void> {
  await persistently(
    part.name,
    async () => {
      const folder = folderFor(file);
      try {
        const fetched = await fetchPart(part, folder);
        const found = await sha256OfFile(fetched);
        if (found !== part.sha256) throw new Error(`its SHA-256 is ${found} instead of ${part.sha256}`);
        await copyInto(target, start, fetched).catch((error: unknown) => {
          throw diskFailure(error, file);
        });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    { pauseMs, signal },
  );
}

function folderFor(file: string): string {
  try {
    return mkdtempSync(`${file}.part-`);
  } catch (error) {
    throw diskFailure(error, file);
  }
}

async function copyInto(target: FileHandle, start: number, from: string): Promise<void> {
  const source = await open(from, "r");
  try {
    const piece = new Uint8Array(PIECE_BYTES);
    for (let at = start; ; ) {
      const { bytesRead } = await source.read(piece, 0, piece.length);
      if (bytesRead === 0) return;
      for (let written = 0; written < bytesRead; )
        written += (await target.write(piece, written, bytesRead - written, at + written)).bytesWritten;
      at += bytesRead;
    }
  } finally {
    await source.close();
  }
}

/** Folders of parts that a killed run left behind. */
function removeAbandoned(file: string): void {
  const folder = dirname(file);
  for (const name of readdirSync(folder))
    if (name.startsWith(`${basename(file)}.part-`))
      rmSync(join(folder, name), { recursive: true, force: true });
}

/** Bytes that must be free: what is missing, and the part that is being fetched, packed and unpacked. */
function roomFor(parts: readonly FilePart[], standing: number): number {
  const total = parts.reduce((sum, part) => sum + part.bytes, 0);
  const largest = parts.reduce((most, part) => Math.max(most, part.bytes), 0);
  return Math.max(0, total - standing) + 2 * largest + SPARE_BYTES;
}
