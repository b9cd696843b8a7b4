import { damaged, notGguf } from "./failures.ts";
import {
  DEFAULT_ALIGNMENT,
  FIRST_BYTES,
  type GgufHeader,
  type GgufTensor,
  type GgufValue,
  LIMITS,
  MAGIC,
  TYPE,
  VERSIONS,
} from "./format.ts";
import { ModelBytes } from "./model_bytes.ts";
import { checkLayout, readTensor } from "./tensors.ts";
import { readValue } from "./values.ts";

export { type NumberArray, readNumbers, readStrings } from "./arrays.ts";
export type { GgufArray, GgufHeader, GgufScalar, GgufTensor, GgufValue } from "./format.ts";

/**
 * Reads the header of a GGUF: all metadata and the table of tensors. Arrays are passed over, since the vocabulary is
 * nearly all of a header. Time and memory are bounded whatever the file holds, and what comes back can be trusted:
 * every tensor lies inside the file, on a multiple of the alignment, and on no other one.
 *
 * @throws AppError MODEL_MISSING, MODEL_UNREADABLE, MODEL_NOT_GGUF, MODEL_TRUNCATED or MODEL_DAMAGED
 */
export function readGgufHeader(path: string): GgufHeader {
  using file = new ModelBytes(path);
  if (file.size < FIRST_BYTES || file.u32() !== MAGIC) throw notGguf(path, 'it does not begin with "GGUF"');
  const version = file.u32();
  if (!VERSIONS.includes(version))
    throw notGguf(path, `it has GGUF version ${version}; ${VERSIONS.join(" and ")} are known`);
  const tensorCount = file.count(LIMITS.tensors, "the number of its tensors");
  const keyCount = file.count(LIMITS.keys, "the number of its keys");
  const decode = boundedDecoder(file);
  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < keyCount; i++) {
    const key = decode(file.text(LIMITS.keyBytes, "a key"));
    if (key === "" || metadata.has(key)) throw damaged(path, `the key "${key}" is empty or stands twice`);
    metadata.set(key, readValue(file, key, decode));
    checkLength(file);
  }
  const alignment = alignmentOf(path, metadata);
  const tensors: GgufTensor[] = [];
  const names = new Set<string>();
  for (let i = 0; i < tensorCount; i++) {
    const tensor = readTensor(file, decode);
    if (names.has(tensor.name)) throw damaged(path, `the tensor ${tensor.name} stands twice`);
    names.add(tensor.name);
    tensors.push(tensor);
  }
  // gguf.h: padded only when there are tensors.
  const dataStart = tensorCount === 0 ? file.position : Math.ceil(file.position / alignment) * alignment;
  const header = { version, alignment, metadata, tensors, dataStart, fileBytes: file.size };
  checkLayout(path, header);
  return header;
}

function alignmentOf(path: string, metadata: ReadonlyMap<string, GgufValue>): number {
  const value = metadata.get("general.alignment");
  if (value === undefined) return DEFAULT_ALIGNMENT;
  const alignment = value.type === TYPE.uint32 && "value" in value ? Number(value.value) : 0;
  if (!Number.isInteger(Math.log2(alignment))) throw damaged(path, "general.alignment is not a power of two");
  return alignment;
}

/** Vocabulary and metadata of a real model stay far below the limit; a file made to keep us busy does not. */
function checkLength(file: ModelBytes): void {
  if (file.position > LIMITS.headerBytes)
    throw damaged(file.path, `its header is longer than ${LIMITS.headerBytes} bytes`);
}

/** Makes text of bytes, as long as all of it together is not too much to keep. */
function boundedDecoder(file: ModelBytes): (bytes: Uint8Array) => string {
  const decoder = new TextDecoder();
  let decoded = 0;
  return (bytes) => {
    decoded += bytes.length;
    if (decoded > LIMITS.decodedBytes)
      throw damaged(file.path, `its header holds more than ${LIMITS.decodedBytes} bytes of text`);
    return decoder.decode(bytes);
  };
}
