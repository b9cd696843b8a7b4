import { createReadStream, renameSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress } from "node:zlib";
import { discard } from "../discard.ts";
import { needRoomForAll } from "../disk_room.ts";
import { AppError } from "../errors.ts";
import { unwritableBundle } from "./failures.ts";
import { encodeManifest, encodeSums, filesOf, MANIFEST, Manifest, PROGRAM, SUMS } from "./manifest.ts";
import { readBundle } from "./read_bundle.ts";
import { END_BYTES } from "./read_tar.ts";
import { encodeSeal } from "./seal.ts";
import { encodeHeader, paddingOf } from "./tar_header.ts";

const CHUNK_BYTES = 1 << 20;
/** Weights hardly shrink at any level. 3 takes 6 MB more than 1 off the executable, for 0.2 s. */
const LEVEL = 3;
/** For headers, the manifest, and frames of what does not shrink. */
const SPARE_BYTES = 1 << 24;

/** What a bundle is made of: its manifest, and where the bytes of each of its files are. */
export interface Contents {
  readonly manifest: Manifest;
  /** A path on this machine, or the bytes themselves, by the path in the bundle. */
  readonly sources: ReadonlyMap<string, string | Uint8Array>;
}

export interface Writing {
  /** Told how many bytes of how many are done; each counts twice, for it is written and then read again. */
  readonly onProgress: (bytes: number, total: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Writes a bundle under a temporary name, reads it back and proves it, and only then gives it its name. The same contents
 * give the same bytes.
 *
 * @throws AppError BUNDLE_UNWRITABLE when there is no room or no right, or a source has changed since it was hashed; the
 *   signal's reason
 */
export async function writeBundle(out: string, contents: Contents, writing: Writing): Promise<void> {
  const manifest = checked(contents.manifest, out);
  const bytes = filesOf(manifest).reduce((sum, file) => sum + file.bytes, 0);
  const unfinished = `${out}.${crypto.randomUUID()}.unfinished`;
  const progress = (done: number) => writing.onProgress(done, 2 * bytes);
  try {
    needRoomForAll([{ folder: dirname(out), bytes: bytes + SPARE_BYTES }]);
    await using file = await open(unfinished, "wx");
    const whole = new Bun.CryptoHasher("sha256");
    await pipeline(
      () => archive(manifest, contents.sources, progress),
      createZstdCompress({
        chunkSize: CHUNK_BYTES,
        params: { [constants.ZSTD_c_compressionLevel]: LEVEL, [constants.ZSTD_c_checksumFlag]: 1 },
      }),
      async (pieces: AsyncIterable<Uint8Array>) => {
        for await (const piece of pieces) {
          whole.update(piece);
          await file.writeFile(piece);
        }
        await file.writeFile(encodeSeal(whole.digest()));
      },
      { signal: writing.signal },
    );
    await file.sync();
    await readBundle(unfinished, {
      signal: writing.signal,
      onProgress: (read) => progress(Math.min(bytes + read, 2 * bytes)),
    });
    progress(2 * bytes);
    renameSync(unfinished, out);
  } catch (error) {
    discard(unfinished);
    writing.signal.throwIfAborted();
    throw error instanceof AppError && error.code !== "BUNDLE_DAMAGED" ? error : unwritableBundle(out, error);
  }
}

/** A manifest that readers will accept; only names of files that we did not choose can be in the way of that. */
function checked(manifest: Manifest, out: string): Manifest {
  const parsed = Manifest.safeParse(manifest);
  if (parsed.success) return parsed.data;
  const names = manifest.components.flatMap(({ files }) => files.map(({ path }) => path));
  throw unwritableBundle(out, new Error(`one of these names cannot be in a bundle: ${names.join(", ")}`));
}

/** The bytes of the tar archive. */
async function* archive(
  manifest: Manifest,
  sources: Contents["sources"],
  onProgress: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let read = 0;
  const lists = new Map([
    [MANIFEST, encodeManifest(manifest)],
    [SUMS, encodeSums(manifest)],
  ]);
  const files = filesOf(manifest).map(({ path, bytes }) => ({ path, bytes, source: sources.get(path) }));
  const ends = [...lists].map(([path, source]) => ({ path, bytes: source.length, source }));
  for (const { path, bytes, source } of [...files, ...ends]) {
    if (source === undefined) throw new Error(`nobody said where ${path} is`);
    yield encodeHeader({ name: path, bytes, isProgram: path === PROGRAM });
    let left = bytes;
    for await (const piece of piecesOf(source)) {
      left -= piece.length;
      // The header has told the size; the sum is compared when all is read again.
      if (left < 0) break;
      yield piece;
      read += piece.length;
      onProgress(read);
    }
    if (left !== 0) throw new Error(`${path} has changed while it was read`);
    yield new Uint8Array(paddingOf(bytes));
  }
  yield new Uint8Array(END_BYTES);
}

async function* piecesOf(source: string | Uint8Array): AsyncGenerator<Uint8Array> {
  if (typeof source === "string") yield* createReadStream(source, { highWaterMark: CHUNK_BYTES });
  else yield source;
}
