/**
 * What a GGUF is made of. Format: ggml's docs/gguf.md and gguf.h; limits: ggml.h (GGML_MAX_DIMS, GGML_MAX_NAME), and
 * our own where the format has none, so that no file can make us read without end.
 */

/** "GGUF", little endian. */
export const MAGIC = 0x46554747;
export const VERSIONS: readonly number[] = [2, 3];
export const DEFAULT_ALIGNMENT = 32;

/** Magic, version, and the two counts. */
export const FIRST_BYTES = 24;

/** Numbers of the value types that are treated apart. */
export const TYPE = { uint32: 4, bool: 7, string: 8, array: 9 } as const;

/** A bool, a number of at most 32 bits or a float, a 64-bit integer, or text. */
export type GgufScalar = number | bigint | boolean | string;

/** One value of the metadata, with the number of its type. */
export type GgufValue = { readonly type: number; readonly value: GgufScalar } | GgufArray;

/** An array of the metadata, left in the file until it is asked for. */
export interface GgufArray {
  readonly type: typeof TYPE.array;
  readonly elementType: number;
  /** Elements. */
  readonly length: number;
  /** Byte of the file where the first element begins. */
  readonly offset: number;
  /** Bytes of all the elements in the file. */
  readonly bytes: number;
}

export interface GgufTensor {
  readonly name: string;
  /** The fastest first: the first is the length of a row. */
  readonly dimensions: readonly number[];
  /** Number of its ggml type. */
  readonly type: number;
  /** Bytes from {@link GgufHeader.dataStart}. */
  readonly offset: number;
  /** Bytes in the file, without what follows to align the next one. */
  readonly bytes: number;
}

export interface GgufHeader {
  readonly version: number;
  /** Bytes; a power of two. */
  readonly alignment: number;
  readonly metadata: ReadonlyMap<string, GgufValue>;
  /** In the order of the file. */
  readonly tensors: readonly GgufTensor[];
  /** Byte of the file where tensor data begins. */
  readonly dataStart: number;
  /** Bytes of the file. */
  readonly fileBytes: number;
}

export const LIMITS = {
  /** Keys of the metadata; real models have fifty. */
  keys: 1 << 14,
  /** Bytes of a key (gguf.md). */
  keyBytes: 65_535,
  /** Tensors of a file; the largest real models have a few thousand. */
  tensors: 1 << 16,
  /** Bytes of a tensor's name (GGML_MAX_NAME with its final zero). */
  nameBytes: 63,
  /** GGML_MAX_DIMS. */
  dimensions: 4,
  /** Bytes of one text or of one element of an array of texts; the longest real one is a licence or a chat template. */
  textBytes: 1 << 20,
  /** Bytes of all texts that are decoded: keys, values, names. */
  decodedBytes: 1 << 24,
  /** Elements of an array of texts; the largest real vocabularies have 262,144. */
  texts: 1 << 22,
  /** Bytes before the tensor data; real ones stay below 20 MB. */
  headerBytes: 1 << 27,
} as const;
