import { damaged } from "./failures.ts";
import { type GgufArray, type GgufValue, LIMITS, TYPE } from "./format.ts";
import type { ModelBytes } from "./model_bytes.ts";

/** Bytes of the value types of a fixed size, by their numbers (gguf.h, enum gguf_type). */
const FIXED_BYTES: ReadonlyMap<number, number> = new Map([
  ...[0, 1, TYPE.bool].map((type) => [type, 1] as const),
  ...[2, 3].map((type) => [type, 2] as const),
  ...[TYPE.uint32, 5, 6].map((type) => [type, 4] as const),
  ...[10, 11, 12].map((type) => [type, 8] as const),
]);

/** The number or bool of a fixed size at the beginning of a view. */
function fixed(type: number, view: DataView): number | bigint | boolean {
  switch (type) {
    case 0:
      return view.getUint8(0);
    case 1:
      return view.getInt8(0);
    case 2:
      return view.getUint16(0, true);
    case 3:
      return view.getInt16(0, true);
    case TYPE.uint32:
      return view.getUint32(0, true);
    case 5:
      return view.getInt32(0, true);
    case 6:
      return view.getFloat32(0, true);
    case TYPE.bool:
      return view.getUint8(0) !== 0;
    case 10:
      return view.getBigUint64(0, true);
    case 11:
      return view.getBigInt64(0, true);
    default:
      return view.getFloat64(0, true);
  }
}

/**
 * Reads a value of the metadata with its type; an array is only passed over.
 *
 * @param decode makes text of bytes
 * @throws AppError MODEL_TRUNCATED, or MODEL_DAMAGED for a type or length that cannot be
 */
export function readValue(file: ModelBytes, key: string, decode: (bytes: Uint8Array) => string): GgufValue {
  const type = file.u32();
  if (type === TYPE.array) return passArray(file, key);
  if (type === TYPE.string)
    return { type, value: decode(file.text(LIMITS.textBytes, `the value of ${key}`)) };
  const bytes = FIXED_BYTES.get(type);
  if (bytes === undefined) throw damaged(file.path, `${key} has a value of the unknown type ${type}`);
  return { type, value: fixed(type, file.view(bytes)) };
}

function passArray(file: ModelBytes, key: string): GgufArray {
  const elementType = file.u32();
  const elementBytes = FIXED_BYTES.get(elementType);
  // ggml knows no arrays of arrays (gguf.cpp).
  if (elementBytes === undefined && elementType !== TYPE.string)
    throw damaged(file.path, `${key} is an array of the unknown type ${elementType}`);
  const most = elementBytes === undefined ? LIMITS.texts : LIMITS.headerBytes / elementBytes;
  const length = file.count(most, `the number of elements of ${key}`);
  const offset = file.position;
  if (elementBytes !== undefined) file.skip(length * elementBytes);
  else file.skipTexts(length, LIMITS.textBytes, `the length of an element of ${key}`);
  return { type: TYPE.array, elementType, length, offset, bytes: file.position - offset };
}
