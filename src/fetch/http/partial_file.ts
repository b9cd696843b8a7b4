import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { z } from "zod";
import { diskFailure } from "../disk.ts";
import { type ByteRange, bytesIn, gapsIn, withRange } from "./ranges.ts";

/**
 * What is known of the bytes in an unfinished file; kept beside it, so that another run can go on, also one of another
 * version of this program that has more to say.
 */
const Journal = z.object({
  /** What the server said that tells this version of the file from others: its ETag, or what takes its place. */
  version: z.string().min(1),
  /** Bytes of the whole. */
  size: z.number().int().positive(),
  /** What is surely on the disk, in order and apart from each other. */
  ranges: z.array(z.tuple([z.number().int().nonnegative(), z.number().int().positive()])),
});

/** Which version of a file is fetched; null where the server does not tell versions apart. */
export interface FileVersion {
  readonly version: string | null;
  /** Bytes. */
  readonly size: number;
}

/** The paths that a download of `file` writes before it is whole. */
export const partialPath = (file: string): string => `${file}.partial`;
export const journalPath = (file: string): string => `${file}.partial.json`;

/** What has been received of the wanted version by an earlier run, in bytes. */
export function bytesKept(file: string, wanted: FileVersion): number {
  return bytesIn(keptRanges(file, wanted));
}

function keptRanges(file: string, { version, size }: FileVersion): readonly ByteRange[] {
  try {
    const journal = Journal.parse(JSON.parse(readFileSync(journalPath(file), "utf8")));
    const fits = journal.version === version && journal.size === size;
    if (!fits || statSync(partialPath(file)).size !== size) return [];
    // A journal that somebody has edited may hold ranges that overlap or lie beyond the end.
    const ranges = journal.ranges.reduce<ByteRange[]>((all, range) => withRange(all, range), []);
    return ranges.every(([start, end]) => start < end && end <= size) ? ranges : [];
  } catch {
    return [];
  }
}

/** Removes what an unfinished download of `file` has left. */
export function removePartial(file: string): void {
  // The journal goes first: without its data it would be a lie.
  for (const path of [journalPath(file), `${journalPath(file)}.new`, partialPath(file)])
    rmSync(path, { force: true });
}

/**
 * A file that grows in several places at once. Its journal names only bytes that have been forced to the disk before, so
 * that a run which was killed at any moment can be taken up by another. The caller holds a lock.
 */
export class PartialFile implements AsyncDisposable {
  readonly path: string;
  readonly #file: string;
  readonly #target: FileVersion;
  readonly #handle: FileHandle;
  readonly #noteBytes: number;
  #ranges: ByteRange[];
  #noted: number;
  #noting: Promise<void> = Promise.resolve();

  private constructor(
    ...[file, target, handle, ranges, noteBytes]: [string, FileVersion, FileHandle, ByteRange[], number]
  ) {
    this.path = partialPath(file);
    this.#file = file;
    this.#target = target;
    this.#handle = handle;
    this.#ranges = ranges;
    this.#noted = bytesIn(ranges);
    this.#noteBytes = noteBytes;
  }

  /**
   * Takes up what there is of the wanted version, and begins anew where there is none or another one.
   *
   * @param file the final path
   * @param noteBytes after how many bytes the journal is written
   * @throws AppError DISK_FULL or FETCH_FAILED
   */
  static async open(file: string, target: FileVersion, noteBytes: number): Promise<PartialFile> {
    const ranges = [...keptRanges(file, target)];
    try {
      if (ranges.length === 0) removePartial(file);
      const handle = await open(partialPath(file), ranges.length === 0 ? "w+" : "r+");
      // Pieces arrive in any order; what lies between them takes no room until it is written.
      if (ranges.length === 0) await handle.truncate(target.size);
      return new PartialFile(file, target, handle, ranges, noteBytes);
    } catch (error) {
      throw diskFailure(error, partialPath(file));
    }
  }

  /** Bytes that have come. */
  get bytes(): number {
    return bytesIn(this.#ranges);
  }

  missing(): ByteRange[] {
    return gapsIn(this.#ranges, this.#target.size);
  }

  /** @throws AppError DISK_FULL or FETCH_FAILED */
  async write(at: number, bytes: Uint8Array): Promise<void> {
    try {
      for (let done = 0; done < bytes.length; )
        done += (await this.#handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
    } catch (error) {
      throw diskFailure(error, this.path);
    }
    this.#ranges = withRange(this.#ranges, [at, at + bytes.length]);
    if (this.bytes - this.#noted >= this.#noteBytes) await this.note();
  }

  /**
   * Forces what has come to the disk and writes the journal.
   *
   * @throws AppError DISK_FULL or FETCH_FAILED
   */
  async note(): Promise<void> {
    const { version, size } = this.#target;
    if (version === null) return;
    const ranges = this.#ranges;
    this.#noted = bytesIn(ranges);
    this.#noting = this.#noting.then(async () => {
      try {
        await this.#handle.datasync();
        const journal = journalPath(this.#file);
        writeFileSync(`${journal}.new`, JSON.stringify({ version, size, ranges }));
        renameSync(`${journal}.new`, journal);
      } catch (error) {
        throw diskFailure(error, this.path);
      }
    });
    await this.#noting;
  }

  /** Forgets what has come. */
  async forget(): Promise<void> {
    // One that is being written would come back behind our back; whether it can be written is no matter any more.
    await this.#noting.catch(() => {});
    rmSync(journalPath(this.#file), { force: true });
    this.#ranges = [];
    this.#noted = 0;
  }

  /**
   * Forces everything to the disk and gives the file its name.
   *
   * @throws AppError DISK_FULL or FETCH_FAILED
   */
  async finish(): Promise<void> {
    try {
      await this.#handle.sync();
      renameSync(this.path, this.#file);
      rmSync(journalPath(this.#file), { force: true });
    } catch (error) {
      throw diskFailure(error, this.path);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}
