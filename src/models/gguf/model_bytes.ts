import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { AppError, reasonOf, systemCodeOf } from "../../errors.ts";
import { damaged, notGguf, truncated } from "./failures.ts";
import { LIMITS } from "./format.ts";

const CHUNK_BYTES = LIMITS.textBytes;

/** A model's file, read front to back through one buffer of a fixed size. */
export class ModelBytes implements Disposable {
  readonly path: string;
  /** Bytes of the file. */
  readonly size: number;
  /** The next byte that is read. */
  position: number;
  readonly #file: number;
  readonly #chunk = new Uint8Array(CHUNK_BYTES);
  readonly #view = new DataView(this.#chunk.buffer);
  #chunkStart = 0;
  #chunkBytes = 0;

  /**
   * @param position the first byte that is read
   * @throws AppError MODEL_MISSING, MODEL_UNREADABLE, or MODEL_NOT_GGUF for what is no file
   */
  constructor(path: string, position = 0) {
    this.path = path;
    this.position = position;
    try {
      // Without O_NONBLOCK, a named pipe would hold us until somebody writes to it.
      this.#file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    } catch (error) {
      throw unopened(path, error);
    }
    const stat = fstatSync(this.#file);
    this.size = stat.size;
    if (stat.isFile()) return;
    closeSync(this.#file);
    throw notGguf(path, "it is a folder or a device, not a file");
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** A view of the next `bytes` (at most 1 MiB), good until the next read. */
  view(bytes: number): DataView {
    return new DataView(this.#chunk.buffer, this.#take(bytes), bytes);
  }

  /**
   * A 64-bit number that cannot rightly be larger than `limit`.
   *
   * @param what names it in the error
   * @throws AppError MODEL_DAMAGED
   */
  count(limit: number, what: string): number {
    const at = this.#take(8);
    // Without a bigint for each of the 300,000 lengths of a vocabulary; what is rounded is too large anyway.
    const count = this.#view.getUint32(at + 4, true) * 2 ** 32 + this.#view.getUint32(at, true);
    if (count <= limit) return count;
    throw this.#tooMany(at, limit, what);
  }

  #tooMany(at: number, limit: number, what: string): AppError {
    return damaged(this.path, `${what} is ${this.#view.getBigUint64(at, true)}, more than ${limit}`);
  }

  /** The bytes of a text, good until the next read. */
  text(limit: number, what: string): Uint8Array {
    const length = this.count(limit, `the length of ${what}`);
    const at = this.#take(length);
    return this.#chunk.subarray(at, at + length);
  }

  /** @throws AppError MODEL_TRUNCATED when the file ends before */
  skip(bytes: number): void {
    this.position += bytes;
    if (this.position > this.size) throw truncated(this.path, this.size, null);
  }

  /**
   * Passes over texts, up to the limit of a header. A loop of its own, because a vocabulary has 300,000 of them, which
   * is nearly all of the time that a header takes.
   *
   * @param limit bytes of one text
   * @throws AppError MODEL_TRUNCATED or MODEL_DAMAGED
   */
  skipTexts(count: number, limit: number, what: string): void {
    const view = this.#view;
    let left = count;
    while (left > 0 && this.position <= LIMITS.headerBytes) {
      let at = this.#take(8);
      for (; left > 0 && at + 8 <= this.#chunkBytes; left--) {
        const length = view.getUint32(at, true);
        if (length > limit || view.getUint32(at + 4, true) > 0) throw this.#tooMany(at, limit, what);
        at += 8 + length;
      }
      this.position = this.#chunkStart + at;
    }
    this.skip(0);
  }

  /** Makes the next `bytes` (at most the buffer's size) available and returns their place in the buffer. */
  #take(bytes: number): number {
    let at = this.position - this.#chunkStart;
    if (at < 0 || at + bytes > this.#chunkBytes) {
      this.#chunkStart = this.position;
      this.#chunkBytes = this.#fill();
      at = 0;
      if (bytes > this.#chunkBytes) throw truncated(this.path, this.size, null);
    }
    this.position += bytes;
    return at;
  }

  #fill(): number {
    try {
      return readSync(this.#file, this.#chunk, 0, CHUNK_BYTES, this.position);
    } catch (error) {
      throw unreadable(this.path, error);
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}

function unopened(path: string, error: unknown): AppError {
  if (systemCodeOf(error) !== "ENOENT") return unreadable(path, error);
  return new AppError(
    "MODEL_MISSING",
    {
      what: "the translation model is missing",
      why: `${path} does not exist`,
      fix: "pass --model PATH to a GGUF file, or leave --model out to use the best one found",
    },
    error,
  );
}

function unreadable(path: string, error: unknown): AppError {
  return new AppError(
    "MODEL_UNREADABLE",
    {
      what: "the translation model cannot be read",
      why: `${path}: ${reasonOf(error)}`,
      fix: "pass --model PATH to a GGUF file, or leave --model out to use the best one found",
    },
    error,
  );
}
