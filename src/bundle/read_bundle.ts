import { createReadStream, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import { createZstdDecompress } from "node:zlib";
import { z } from "zod";
import { AppError, reasonOf, systemCodeOf } from "../errors.ts";
import { damagedBundle } from "./failures.ts";
import {
  encodeManifest,
  encodeSums,
  filesOf,
  MANIFEST,
  Manifest,
  NEWEST_FORMAT,
  PROGRAM,
  SUMS,
} from "./manifest.ts";
import { readTar, StrangeArchive } from "./read_tar.ts";
import { decodeSeal, SEAL_BYTES } from "./seal.ts";
import { StrangeHeader, type TarEntry } from "./tar_header.ts";

const CHUNK_BYTES = 1 << 20;
/** Of the manifest and of the sums, which are held in memory. */
const MOST_LIST_BYTES = 1 << 20;
const MOST_FILES = 10_000;

/** Takes the bytes of one file, in order; disposed of when all have come, or no more will. */
export interface FileSink extends AsyncDisposable {
  write(piece: Uint8Array): Promise<void>;
  /** Called when all bytes have been written. */
  end(): Promise<void>;
}

export interface Reading {
  /** Where the bytes of a file go, or null when they are only to be checked. Without it, all are only checked. */
  readonly sinkFor?: (path: string) => Promise<FileSink | null>;
  /** Told how many bytes of the bundle have been read. */
  readonly onProgress: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/** A file as it was found in the archive. */
interface FoundFile {
  readonly entry: TarEntry;
  readonly sha256: string;
}

/** Bytes of a bundle. @throws AppError BUNDLE_UNREADABLE when there is no such file */
export function bundleBytes(path: string): number {
  try {
    const found = statSync(path);
    if (!found.isFile()) throw new Error(`${path} is not a file`);
    return found.size;
  } catch (error) {
    throw unreadable(path, error);
  }
}

/**
 * Reads a whole bundle and proves every byte of it: the file by its seal, every file in it by its size and SHA-256 in the
 * manifest, the manifest by SHA256SUMS. Holds some chunks of it at a time.
 *
 * What a sink has got is to be trusted only after this has resolved.
 *
 * @throws AppError BUNDLE_UNREADABLE, BUNDLE_DAMAGED, or BUNDLE_UNSUITABLE for one that a newer program made; whatever a
 *   sink throws; the signal's reason
 */
export async function readBundle(path: string, reading: Reading): Promise<Manifest> {
  const bytes = bundleBytes(path) - SEAL_BYTES;
  const digest = await readSeal(path, bytes);
  const { signal } = reading;
  const whole = new Bun.CryptoHasher("sha256");
  const decompressor = createZstdDecompress({ chunkSize: CHUNK_BYTES });
  const archive = new Archive(path, reading);
  try {
    await pipeline(
      () =>
        chunksOf(path, bytes, (piece, read) => {
          whole.update(piece);
          reading.onProgress(read + SEAL_BYTES);
        }),
      decompressor,
      (chunks: AsyncIterable<Uint8Array>) => archive.read(chunks),
      { signal },
    );
  } catch (error) {
    signal.throwIfAborted();
    if (isOfArchive(error)) throw damagedBundle(path, reasonOf(error), error);
    throw error;
  }
  if (!whole.digest().equals(digest)) throw damagedBundle(path, "its SHA-256 is not the one at its end");
  // A decompressor stops in silence where a frame ends and nothing of zstd follows.
  if (decompressor.bytesWritten !== bytes) throw damagedBundle(path, "there is something behind its archive");
  return archive.manifest();
}

/** The first bytes of a file. A disk that cannot read them is told as such, and not mixed up with one that is written to. */
async function* chunksOf(
  path: string,
  bytes: number,
  onChunk: (chunk: Uint8Array, read: number) => void,
): AsyncGenerator<Uint8Array> {
  let read = 0;
  try {
    for await (const chunk of createReadStream(path, { end: bytes - 1, highWaterMark: CHUNK_BYTES })) {
      read += chunk.length;
      onChunk(chunk, read);
      yield chunk;
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function readSeal(path: string, at: number): Promise<Uint8Array> {
  const seal = new Uint8Array(SEAL_BYTES);
  try {
    await using file = await open(path, "r");
    if (at > 0) await file.read(seal, 0, SEAL_BYTES, at);
  } catch (error) {
    throw unreadable(path, error);
  }
  const digest = decodeSeal(seal);
  if (digest !== null) return digest;
  throw damagedBundle(path, "its end is missing, or it is no bundle that stream-tts-bun models bundle made");
}

/**
 * Whether the bytes of the bundle are to blame. A pipeline that nobody aborted is aborted when the decompressor has come to
 * an end and the file has not.
 */
function isOfArchive(error: unknown): boolean {
  const isOfZstd = /^(Z_|ZSTD_|ABORT_ERR)/.test(String(systemCodeOf(error)));
  return error instanceof StrangeArchive || error instanceof StrangeHeader || isOfZstd;
}

function unreadable(path: string, error: unknown): AppError {
  const why = systemCodeOf(error) === "ENOENT" ? `${path} does not exist` : reasonOf(error);
  const fix = "name a file that stream-tts-bun models bundle has made";
  return new AppError("BUNDLE_UNREADABLE", { what: "the bundle cannot be read", why, fix }, error);
}

/** The files of an archive, as they come by. */
class Archive {
  readonly #path: string;
  readonly #reading: Reading;
  readonly #found: FoundFile[] = [];
  /** The manifest and the sums. */
  readonly #lists = new Map<string, Buffer>();

  constructor(path: string, reading: Reading) {
    this.#path = path;
    this.#reading = reading;
  }

  async read(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const { entry, pieces } of readTar(chunks)) {
      if (this.#found.length >= MOST_FILES) throw new StrangeArchive(`it has more than ${MOST_FILES} files`);
      const hasher = new Bun.CryptoHasher("sha256");
      const isList = entry.name === MANIFEST || entry.name === SUMS;
      if (isList && entry.bytes > MOST_LIST_BYTES) throw new StrangeArchive(`its ${entry.name} is too long`);
      const list: Uint8Array[] = [];
      await using sink = isList ? null : ((await this.#reading.sinkFor?.(entry.name)) ?? null);
      for await (const piece of pieces) {
        hasher.update(piece);
        if (isList) list.push(piece.slice());
        await sink?.write(piece);
      }
      await sink?.end();
      this.#found.push({ entry, sha256: hasher.digest("hex") });
      if (isList) this.#lists.set(entry.name, Buffer.concat(list));
    }
  }

  /** The manifest, when everything is as it says. */
  manifest(): Manifest {
    const manifest = this.#parse();
    const sums = encodeSums(manifest);
    const expected = [
      ...filesOf(manifest),
      { path: MANIFEST, ...sizeAndSum(encodeManifest(manifest)) },
      { path: SUMS, ...sizeAndSum(sums) },
    ];
    for (const [index, { path, bytes, sha256 }] of expected.entries()) {
      const found = this.#found[index];
      if (found?.entry.name !== path) throw this.#damaged(`${path} is not where it should be`);
      if (found.entry.bytes !== bytes || found.sha256 !== sha256)
        throw this.#damaged(`${path} is not what the manifest says: its SHA-256 is ${found.sha256}`);
      if (found.entry.isProgram !== (path === PROGRAM)) throw this.#damaged(`${path} has the wrong mode`);
    }
    const extra = this.#found[expected.length];
    if (extra !== undefined) throw this.#damaged(`${extra.entry.name} is in it, and not in its manifest`);
    return manifest;
  }

  #parse(): Manifest {
    const bytes = this.#lists.get(MANIFEST);
    if (bytes === undefined) throw this.#damaged(`it has no ${MANIFEST}`);
    // Before anything is believed of what the manifest says, such as that it is of a newer format.
    const line = `${sizeAndSum(bytes).sha256}  ${MANIFEST}\n`;
    if (this.#lists.get(SUMS)?.includes(line) !== true)
      throw this.#damaged(`its ${MANIFEST} is not that of ${SUMS}`);
    let json: unknown;
    try {
      json = JSON.parse(bytes.toString("utf8"));
    } catch (error) {
      throw this.#damaged(`its ${MANIFEST} is no JSON`, error);
    }
    const format = z.object({ format: z.number() }).safeParse(json).data?.format ?? NEWEST_FORMAT;
    if (format > NEWEST_FORMAT)
      throw new AppError("BUNDLE_UNSUITABLE", {
        what: `the bundle ${basename(this.#path)} cannot be read by this program`,
        why: `it has format ${format}, and this program knows none after ${NEWEST_FORMAT}`,
        fix: `run the program in it: tar --zstd -xf ${this.#path} ${PROGRAM} && ./${PROGRAM} models unbundle ${this.#path}`,
      });
    const parsed = Manifest.safeParse(json);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw this.#damaged(`its ${MANIFEST}: ${issue?.path.join(".")}: ${issue?.message}`);
  }

  #damaged(why: string, cause?: unknown): AppError {
    return damagedBundle(this.#path, why, cause);
  }
}

function sizeAndSum(bytes: Uint8Array): { bytes: number; sha256: string } {
  return { bytes: bytes.length, sha256: new Bun.CryptoHasher("sha256").update(bytes).digest("hex") };
}
