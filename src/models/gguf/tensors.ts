import { damaged, truncated, unsuitable } from "./failures.ts";
import { type GgufHeader, type GgufTensor, LIMITS } from "./format.ts";
import type { ModelBytes } from "./model_bytes.ts";
import { BLOCKS } from "./tensor_types.ts";

/**
 * Reads one entry of the tensor table.
 *
 * @param decode makes text of bytes
 * @throws AppError MODEL_TRUNCATED, or MODEL_DAMAGED for a shape that cannot be
 */
export function readTensor(file: ModelBytes, decode: (bytes: Uint8Array) => string): GgufTensor {
  const name = decode(file.text(LIMITS.nameBytes, "the name of a tensor"));
  const count = file.u32();
  if (count > LIMITS.dimensions) throw damaged(file.path, `the tensor ${name} has ${count} dimensions`);
  const dimensions: number[] = [];
  for (let i = 0; i < count; i++)
    dimensions.push(file.count(Number.MAX_SAFE_INTEGER, `a dimension of the tensor ${name}`));
  const type = file.u32();
  const offset = file.count(Number.MAX_SAFE_INTEGER, `the offset of the tensor ${name}`);
  return { name, dimensions, type, offset, bytes: bytesOf(file.path, name, dimensions, type) };
}

/** Bytes that a tensor takes. */
function bytesOf(path: string, name: string, dimensions: readonly number[], type: number): number {
  const elements = dimensions.reduce((product, dimension) => product * dimension, 1);
  if (!Number.isSafeInteger(elements))
    throw damaged(path, `the tensor ${name} has the impossible shape ${dimensions.join("×")}`);
  const block = BLOCKS.get(type);
  if (block === undefined)
    throw unsuitable(
      path,
      `the weights ${name} are stored as type ${type}, which the llama.cpp in here does not know`,
      "use a file with another quantisation, for example Q4_K_M",
    );
  const row = dimensions[0] ?? 1;
  if (row % block.elements !== 0)
    throw damaged(path, `rows of ${row} in the tensor ${name} do not fit blocks of ${block.elements}`);
  const bytes = (elements / block.elements) * block.bytes;
  if (!Number.isSafeInteger(bytes)) throw damaged(path, `the tensor ${name} has an impossible size`);
  return bytes;
}

/**
 * Checks that each tensor begins where the one before it ends, aligned, as ggml demands (gguf.cpp), and that all of
 * them lie inside the file.
 *
 * @throws AppError MODEL_TRUNCATED or MODEL_DAMAGED
 */
export function checkLayout(path: string, header: GgufHeader): void {
  const { alignment, dataStart, fileBytes } = header;
  let end = 0;
  for (const { name, offset, bytes } of header.tensors) {
    const expected = Math.ceil(end / alignment) * alignment;
    if (offset % alignment !== 0)
      throw damaged(path, `the tensor ${name} at ${offset} is not aligned to ${alignment} bytes`);
    if (offset < end) throw damaged(path, `the tensor ${name} at ${offset} lies on another one`);
    if (offset !== expected)
      throw damaged(path, `the tensor ${name} begins at ${offset}, and the one before it ends at ${end}`);
    end = offset + bytes;
    if (!Number.isSafeInteger(dataStart + end))
      throw damaged(path, `the tensor ${name} lies beyond the end of any file`);
  }
  if (dataStart + end > fileBytes) throw truncated(path, fileBytes, dataStart + end);
}
