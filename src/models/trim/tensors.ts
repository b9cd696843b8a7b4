import { type FileHandle, open } from "node:fs/promises";
import { truncated } from "../gguf/failures.ts";
import type { GgufHeader, GgufTensor } from "../gguf/format.ts";
import { joined, text, u32, u64 } from "./encode.ts";
import { untrimmable } from "./vocabulary.ts";

const CHUNK_BYTES = 1 << 22;

/** Have a row for each token: its vector, and what its probability is reckoned with, unless that is the same. */
const ROWS_OF_TOKENS: readonly string[] = ["token_embd.weight", "output.weight"];

/** A tensor of the cut file. */
export interface CutTensor {
  readonly original: GgufTensor;
  readonly dimensions: readonly number[];
  /** Bytes from where tensor data begins. */
  readonly offset: number;
  readonly bytes: number;
  /** Bytes of the row of one token; null for a tensor that stays as it is. */
  readonly rowBytes: number | null;
}

/**
 * Where each tensor stands in the cut file.
 *
 * @param vocabulary tokens before
 * @param kept tokens that stay
 * @throws AppError MODEL_UNSUITABLE for weights with a row for each token whose meaning is not known
 */
export function cutTensors(
  path: string,
  { tensors, alignment }: GgufHeader,
  vocabulary: number,
  kept: number,
): CutTensor[] {
  let end = 0;
  return tensors.map((original) => {
    const { name, dimensions } = original;
    const offset = aligned(end, alignment);
    const isCut = ROWS_OF_TOKENS.includes(name);
    if (isCut !== (dimensions.at(-1) === vocabulary) || (isCut && dimensions.length !== 2))
      throw untrimmable(
        path,
        `its weights ${name} have the shape ${dimensions.join("×")}, which is not expected`,
      );
    const rowBytes = isCut ? original.bytes / vocabulary : null;
    const bytes = rowBytes === null ? original.bytes : rowBytes * kept;
    end = offset + bytes;
    return {
      ...{ original, offset, bytes, rowBytes },
      dimensions: isCut ? [...dimensions.slice(0, -1), kept] : dimensions,
    };
  });
}

/** The first multiple of the alignment that is not smaller. */
export const aligned = (bytes: number, alignment: number) => Math.ceil(bytes / alignment) * alignment;

/** Bytes of all tensor data. */
export function dataBytesOf(tensors: readonly CutTensor[], alignment: number): number {
  const last = tensors.at(-1);
  return last === undefined ? 0 : last.offset + aligned(last.bytes, alignment);
}

/** The entry of a tensor in the table. */
export function entryOf({ original, dimensions, offset }: CutTensor): Uint8Array {
  return joined([
    text(original.name),
    u32(dimensions.length),
    ...dimensions.map(u64),
    u32(original.type),
    u64(offset),
  ]);
}

/**
 * The tensor data of the cut file, piece by piece; a piece is good until the next one is asked for.
 *
 * @param ids tokens that stay, ascending
 */
export async function* cutData(
  path: string,
  { alignment, dataStart }: GgufHeader,
  tensors: readonly CutTensor[],
  ids: Uint32Array,
): AsyncGenerator<Uint8Array> {
  await using file = await open(path);
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (const { original, bytes, rowBytes } of tensors) {
    const start = dataStart + original.offset;
    if (rowBytes === null) yield* piecesOf(file, path, buffer, start, bytes);
    else yield* rowsOf(file, path, buffer, start, rowBytes, ids);
    yield new Uint8Array(aligned(bytes, alignment) - bytes);
  }
}

async function* piecesOf(
  file: FileHandle,
  path: string,
  buffer: Uint8Array,
  start: number,
  bytes: number,
): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < bytes; done += CHUNK_BYTES)
    yield await read(file, path, buffer, start + done, Math.min(CHUNK_BYTES, bytes - done));
}

/** The rows of some tokens. Those between are read along, since most are kept. */
async function* rowsOf(
  file: FileHandle,
  path: string,
  buffer: Uint8Array,
  start: number,
  rowBytes: number,
  ids: Uint32Array,
): AsyncGenerator<Uint8Array> {
  const most = Math.floor(CHUNK_BYTES / rowBytes);
  for (let next = 0; next < ids.length; ) {
    const first = ids[next] ?? 0;
    const end = ids.findIndex((id, n) => n >= next && id >= first + most);
    const wanted = ids.subarray(next, end < 0 ? ids.length : end);
    const rows = (wanted.at(-1) ?? first) - first + 1;
    const chunk = await read(file, path, buffer, start + first * rowBytes, rows * rowBytes);
    for (const [n, id] of wanted.entries())
      chunk.copyWithin(n * rowBytes, (id - first) * rowBytes, (id - first + 1) * rowBytes);
    yield chunk.subarray(0, wanted.length * rowBytes);
    next += wanted.length;
  }
}

async function read(
  file: FileHandle,
  path: string,
  buffer: Uint8Array,
  start: number,
  bytes: number,
): Promise<Uint8Array> {
  for (let done = 0; done < bytes; ) {
    const { bytesRead } = await file.read(buffer, done, bytes - done, start + done);
    if (bytesRead === 0) throw truncated(path, start + done, start + bytes);
    done += bytesRead;
  }
  return buffer.subarray(0, bytes);
}
