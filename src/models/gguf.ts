import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { AppError, systemCodeOf } from "../errors.ts";

/**
 * A look into a GGUF before libllama gets it: ggml answers a damaged file with a crash or a riddle.
 *
 * Format: ggml's docs/gguf.md. Only lengths are followed here; the values themselves are libllama's business. Written
 * by hand because the whole vocabulary would have to become JavaScript strings otherwise, at every start.
 */

const MAGIC = 0x46554747; // "GGUF", little endian
const CHUNK_BYTES = 1 << 20;
const MAX_STRING_BYTES = 1 << 28;
const MAX_TENSORS = 1 << 20;
const MAX_DIMENSIONS = 4;
const TYPE_STRING = 8;
const TYPE_ARRAY = 9;
/** Bytes of the scalar value types 0 to 12; string and array are handled apart. */
const SCALAR_BYTES = [1, 1, 2, 2, 4, 4, 4, 1, null, null, 8, 8, 8] as const;

/**
 * Elements and bytes of a block for each ggml tensor type (ggml.h, enum ggml_type; ggml.c, type_traits). A type that
 * is not here is left to libllama.
 */
const BLOCKS: Readonly<Record<number, readonly [elements: number, bytes: number]>> = {
  0: [1, 4], // F32
  1: [1, 2], // F16
  2: [32, 18], // Q4_0
  3: [32, 20], // Q4_1
  6: [32, 22], // Q5_0
  7: [32, 24], // Q5_1
  8: [32, 34], // Q8_0
  10: [256, 84], // Q2_K
  11: [256, 110], // Q3_K
  12: [256, 144], // Q4_K
  13: [256, 176], // Q5_K
  14: [256, 210], // Q6_K
  15: [256, 292], // Q8_K
  20: [32, 18], // IQ4_NL
  23: [256, 136], // IQ4_XS
  30: [1, 2], // BF16
};

/** The header ended early or holds a length that cannot be. */
class Malformed extends Error {}

/**
 * Checks that a file is a GGUF and as long as its own header says.
 *
 * @throws AppError MODEL_MISSING, MODEL_UNREADABLE, MODEL_NOT_GGUF or MODEL_TRUNCATED
 */
export function checkGguf(path: string): void {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    const isMissing = systemCodeOf(error) === "ENOENT";
    throw new AppError(
      isMissing ? "MODEL_MISSING" : "MODEL_UNREADABLE",
      {
        what: isMissing ? "the translation model is missing" : "the translation model cannot be read",
        why: isMissing ? `${path}, from --model, does not exist` : `${path}: ${String(error)}`,
        fix: "pass --model PATH to a GGUF file, or leave --model out to use the best one found",
      },
      error,
    );
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw notGguf(path, "it is a folder or a device, not a file");
    const needed = bytesNeeded(new Header(file), path);
    if (needed > stat.size) throw truncated(path, stat.size, needed);
  } catch (error) {
    if (error instanceof Malformed) throw truncated(path, fstatSync(file).size, null, error);
    throw error;
  } finally {
    closeSync(file);
  }
}

/** Length in bytes that the header promises: the end of the last tensor. */
function bytesNeeded(header: Header, path: string): number {
  const size = fstatSync(header.file).size;
  if (size < 24 || header.u32() !== MAGIC) throw notGguf(path, 'it does not begin with "GGUF"');
  const version = header.u32();
  if (version < 2 || version > 3) throw notGguf(path, `it has GGUF version ${version}; 2 and 3 are known`);
  const tensors = header.count(MAX_TENSORS);
  const values = header.count(MAX_TENSORS);
  let alignment = 32;
  for (let i = 0; i < values; i++) {
    const key = header.string();
    const type = header.u32();
    if (key === "general.alignment" && type === 4) alignment = header.u32();
    else header.skipValue(type, 0);
  }
  let end = 0;
  for (let i = 0; i < tensors; i++) {
    header.string();
    const dimensions = header.u32();
    if (dimensions > MAX_DIMENSIONS) throw new Malformed(`a tensor of ${dimensions} dimensions`);
    let elements = 1;
    for (let d = 0; d < dimensions; d++) elements *= header.u64();
    const block = BLOCKS[header.u32()];
    const offset = header.u64();
    if (block !== undefined) end = Math.max(end, offset + (elements / block[0]) * block[1]);
  }
  const dataStart = alignment > 0 ? Math.ceil(header.position / alignment) * alignment : header.position;
  return dataStart + end;
}

/** Reads a header front to back through a buffer. */
class Header {
  readonly file: number;
  readonly #chunk = new Uint8Array(CHUNK_BYTES);
  readonly #view = new DataView(this.#chunk.buffer);
  #chunkStart = 0;
  #chunkBytes = 0;
  position = 0;

  constructor(file: number) {
    this.file = file;
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  u64(): number {
    return Number(this.#view.getBigUint64(this.#take(8), true));
  }

  count(limit: number): number {
    const count = this.u64();
    if (count > limit) throw new Malformed(`a count of ${count}`);
    return count;
  }

  string(): string {
    const length = this.count(MAX_STRING_BYTES);
    // Only keys and tensor names are read as text, and those are short.
    if (length > 4096) throw new Malformed(`a name of ${length} bytes`);
    const at = this.#take(length);
    return new TextDecoder().decode(this.#chunk.subarray(at, at + length));
  }

  skipValue(type: number, depth: number): void {
    const bytes = SCALAR_BYTES[type];
    if (typeof bytes === "number") this.#skip(bytes);
    else if (type === TYPE_STRING) this.#skip(this.count(MAX_STRING_BYTES));
    else if (type === TYPE_ARRAY && depth < 3) {
      const inner = this.u32();
      const length = this.count(MAX_STRING_BYTES);
      const innerBytes = SCALAR_BYTES[inner];
      if (typeof innerBytes === "number") this.#skip(innerBytes * length);
      else for (let i = 0; i < length; i++) this.skipValue(inner, depth + 1);
    } else throw new Malformed(`a value of unknown type ${type}`);
  }

  #skip(bytes: number): void {
    this.position += bytes;
  }

  /** Makes the next `bytes` (at most the buffer's size) available and returns their place in the buffer. */
  #take(bytes: number): number {
    let at = this.position - this.#chunkStart;
    if (at < 0 || at + bytes > this.#chunkBytes) {
      this.#chunkStart = this.position;
      this.#chunkBytes = readSync(this.file, this.#chunk, 0, CHUNK_BYTES, this.position);
      at = 0;
      if (bytes > this.#chunkBytes) throw new Malformed("the file ends inside its header");
    }
    this.position += bytes;
    return at;
  }
}

function notGguf(path: string, why: string): AppError {
  return new AppError("MODEL_NOT_GGUF", {
    what: `${path} is no GGUF model`,
    why,
    fix: "pass --model a file in GGUF format, for example a Qwen2.5-Instruct GGUF",
  });
}

function truncated(path: string, size: number, needed: number | null, cause?: Error): AppError {
  return new AppError(
    "MODEL_TRUNCATED",
    {
      what: `the model ${path} is incomplete or damaged`,
      why:
        needed === null
          ? `its header cannot be followed: ${cause?.message ?? "unknown"}`
          : `it has ${size} bytes, and its header needs ${needed}`,
      fix: "fetch it again; compare its sha256 with the publisher's",
    },
    cause,
  );
}
