import { type GgufArray, LIMITS, TYPE } from "./format.ts";
import { ModelBytes } from "./model_bytes.ts";

/**
 * The elements of an array of texts, one by one, as the bytes they have in the file: a token need not be whole UTF-8.
 *
 * @throws AppError MODEL_TRUNCATED or MODEL_DAMAGED when the file has changed since its header was read
 */
export function* readStrings(path: string, array: GgufArray): Generator<Uint8Array> {
  if (array.elementType !== TYPE.string) throw new TypeError("the array holds no texts");
  using file = new ModelBytes(path, array.offset);
  for (let i = 0; i < array.length; i++) yield file.text(LIMITS.textBytes, "an element of an array").slice();
}

export type NumberArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | BigUint64Array
  | BigInt64Array
  | Float64Array;

/**
 * The elements of an array of numbers (a bool is 0 or 1), as the typed array of their type.
 *
 * @throws AppError MODEL_TRUNCATED when the file has changed since its header was read
 */
export function readNumbers(path: string, array: GgufArray): NumberArray {
  using file = new ModelBytes(path, array.offset);
  const bytes = new Uint8Array(array.bytes);
  for (let at = 0; at < bytes.length; at += LIMITS.textBytes) {
    const { buffer, byteOffset, byteLength } = file.view(Math.min(LIMITS.textBytes, bytes.length - at));
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
  }
  const { buffer } = bytes;
  switch (array.elementType) {
    case 0:
    case TYPE.bool:
      return bytes;
    case 1:
      return new Int8Array(buffer);
    case 2:
      return new Uint16Array(buffer);
    case 3:
      return new Int16Array(buffer);
    case TYPE.uint32:
      return new Uint32Array(buffer);
    case 5:
      return new Int32Array(buffer);
    case 6:
      return new Float32Array(buffer);
    case 10:
      return new BigUint64Array(buffer);
    case 11:
      return new BigInt64Array(buffer);
    case 12:
      return new Float64Array(buffer);
    default:
      throw new TypeError("the array holds no numbers");
  }
}
