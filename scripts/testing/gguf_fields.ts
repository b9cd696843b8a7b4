import { TYPE } from "../../src/models/gguf/format.ts";

/** One number or text of a header, as bytes, with what it is: so that a test can damage what it means to damage. */
export interface Field {
  readonly kind:
    | "magic"
    | "version"
    | "tensors"
    | "keys"
    | "length"
    | "text"
    | "type"
    | "number"
    | "elements"
    | "dimensions"
    | "dimension"
    | "offset";
  readonly bytes: Uint8Array;
}

/** A key with its value, or a tensor. */
export type Group = readonly Field[];

/** A GGUF in the pieces that it is made of. */
export interface Pieces {
  readonly first: Group;
  readonly keys: readonly Group[];
  readonly tensors: readonly Group[];
  /** Bytes of tensor data. */
  readonly dataBytes: number;
}

export const ALIGNMENT = 32;

const padded = (bytes: number) => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

export const u32 = (value: number) => new Uint8Array(new Uint32Array([value]).buffer);
export const i32 = (value: number) => new Uint8Array(new Int32Array([value]).buffer);
export const f32 = (value: number) => new Uint8Array(new Float32Array([value]).buffer);
export const u64 = (value: number | bigint) => new Uint8Array(new BigUint64Array([BigInt(value)]).buffer);

const field = (kind: Field["kind"], bytes: Uint8Array): Field => ({ kind, bytes });

function text(value: string | Uint8Array): Field[] {
  const bytes = typeof value === "string" ? Buffer.from(value) : value;
  return [field("length", u64(bytes.length)), field("text", bytes)];
}

/** A key whose value is a number or bool of that type, given as its bytes. */
export const number = (key: string, type: number, bytes: Uint8Array): Group => [
  ...text(key),
  field("type", u32(type)),
  field("number", bytes),
];

export const uint32 = (key: string, value: number): Group => number(key, TYPE.uint32, u32(value));

export const string = (key: string, value: string): Group => [
  ...text(key),
  field("type", u32(TYPE.string)),
  ...text(value),
];

/** A key with an array of texts. */
export const strings = (key: string, values: readonly (string | Uint8Array)[]): Group => [
  ...text(key),
  field("type", u32(TYPE.array)),
  field("type", u32(TYPE.string)),
  field("elements", u64(values.length)),
  ...values.flatMap(text),
];

/** A key with an array of numbers of that type. */
export const numbers = (
  key: string,
  type: number,
  values: NodeJS.ArrayBufferView & { length: number },
): Group => [
  ...text(key),
  field("type", u32(TYPE.array)),
  field("type", u32(type)),
  field("elements", u64(values.length)),
  field("number", new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
];

export interface TensorShape {
  readonly name: string;
  readonly dimensions: readonly (number | bigint)[];
  readonly type: number;
  readonly bytes: number;
}

/** A GGUF of keys and tensors, each tensor behind the one before it. */
export function pieces(keys: readonly Group[], shapes: readonly TensorShape[], version = 3): Pieces {
  let offset = 0;
  const tensors = shapes.map(({ name, dimensions, type, bytes }) => {
    const group = [
      ...text(name),
      field("dimensions", u32(dimensions.length)),
      ...dimensions.map((dimension) => field("dimension", u64(dimension))),
      field("type", u32(type)),
      field("offset", u64(offset)),
    ];
    offset += padded(bytes);
    return group;
  });
  const first = [
    field("magic", Buffer.from("GGUF")),
    field("version", u32(version)),
    field("tensors", u64(tensors.length)),
    field("keys", u64(keys.length)),
  ];
  return { first, keys, tensors, dataBytes: offset };
}

/** The header as it stands in the file, filled up to where tensor data begins. */
export function headerOf({ first, keys, tensors }: Pieces): Buffer {
  const bytes = Buffer.concat([first, ...keys, ...tensors].flatMap((group) => group.map((one) => one.bytes)));
  return Buffer.concat([bytes, Buffer.alloc(padded(bytes.length) - bytes.length)]);
}

/** The whole file; tensor data is zeros. */
export function fileOf(of: Pieces): Buffer {
  return Buffer.concat([headerOf(of), Buffer.alloc(of.dataBytes)]);
}
