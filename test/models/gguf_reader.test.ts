import { afterAll, describe, expect, test } from "bun:test";
import { closeSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import {
  type Field,
  f32,
  fileOf,
  type Group,
  headerOf,
  number,
  numbers,
  pieces,
  string,
  strings,
  type TensorShape,
  u32,
  u64,
  uint32,
} from "../../scripts/testing/gguf_fields.ts";
import { AppError } from "../../src/errors.ts";
import { arrayOf } from "../../src/models/gguf/metadata.ts";
import { readGgufHeader, readNumbers, readStrings } from "../../src/models/gguf/reader.ts";
import { chatModel, TENSORS } from "./chat_model.ts";

const folder = mkdtempSync(join(tmpdir(), "gguf-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "model.gguf");

/** Code and reason of the error that a file leads to, or "ok". */
function outcome(bytes: Uint8Array, size = bytes.length): string {
  writeFileSync(path, bytes);
  truncateSync(path, size);
  try {
    readGgufHeader(path);
    return "ok";
  } catch (error) {
    if (error instanceof AppError) return `${error.code}: ${error.why}`;
    throw error;
  }
}

function read(keys: readonly Group[], tensors: readonly TensorShape[] = []) {
  writeFileSync(path, fileOf(pieces(keys, tensors)));
  return readGgufHeader(path);
}

describe("values", () => {
  const scalars: [type: number, bytes: Uint8Array, value: unknown][] = [
    [0, new Uint8Array([200]), 200],
    [1, new Uint8Array([200]), -56],
    [2, new Uint8Array([1, 255]), 0xff01],
    [3, new Uint8Array([1, 255]), -255],
    [4, u32(0xffff_fffe), 0xffff_fffe],
    [5, u32(0xffff_fffe), -2],
    [6, f32(0.5), 0.5],
    [7, new Uint8Array([1]), true],
    [7, new Uint8Array([0]), false],
    [10, u64(2n ** 63n + 1n), 2n ** 63n + 1n],
    [11, u64(2n ** 64n - 3n), -3n],
    [12, new Uint8Array(new Float64Array([-1e300]).buffer), -1e300],
  ];
  test.each(scalars)("a number of type %i", (type, bytes, value) => {
    expect<unknown>(read([number("key", type, bytes)]).metadata.get("key")).toEqual({ type, value });
  });

  test("text, in the order of the file", () => {
    const { metadata } = read([string("b", "日本語\0x"), string("a", "")]);
    expect([...metadata]).toEqual([
      ["b", { type: 8, value: "日本語\0x" }],
      ["a", { type: 8, value: "" }],
    ]);
  });

  test("an array of texts is read as bytes, one element at a time", () => {
    const invalid = new Uint8Array([0xe6, 0x97]);
    const header = read([strings("tokens", ["a", "", "日", invalid]), uint32("after", 7)]);
    expect(header.metadata.get("after")).toEqual({ type: 4, value: 7 });
    const array = arrayOf(header, "tokens");
    if (array === null) throw new Error("no array");
    expect(array.length).toBe(4);
    expect([...readStrings(path, array)].map((bytes) => [...bytes])).toEqual([
      [97],
      [],
      [...Buffer.from("日")],
      [...invalid],
    ]);
  });

  const arrays: [type: number, values: Parameters<typeof numbers>[2]][] = [
    [0, new Uint8Array([1, 255])],
    [1, new Int8Array([1, -1])],
    [2, new Uint16Array([1, 65_535])],
    [3, new Int16Array([1, -1])],
    [4, new Uint32Array([1, 2 ** 32 - 1])],
    [5, new Int32Array([1, -1])],
    [6, new Float32Array([0.5, -0.5])],
    [7, new Uint8Array([1, 0])],
    [10, new BigUint64Array([1n, 2n ** 64n - 1n])],
    [11, new BigInt64Array([1n, -1n])],
    [12, new Float64Array([0.1, -0.1])],
  ];
  test.each(arrays)("an array of numbers of type %i", (type, values) => {
    const array = arrayOf(read([numbers("key", type, values)]), "key");
    if (array === null) throw new Error("no array");
    expect<unknown>(readNumbers(path, array)).toEqual(values);
  });

  test("an array that is larger than the buffer", () => {
    const values = Uint32Array.from({ length: 700_000 }, (_, i) => i * 7);
    const array = arrayOf(read([numbers("key", 4, values)]), "key");
    if (array === null) throw new Error("no array");
    expect(readNumbers(path, array)).toEqual(values);
  });

  test("texts across the edges of the buffer", () => {
    const texts = Array.from({ length: 90_000 }, (_, i) => "x".repeat(i % 37) + i);
    const header = read([strings("key", texts), uint32("after", 9)]);
    expect(header.metadata.get("after")).toEqual({ type: 4, value: 9 });
    const array = arrayOf(header, "key");
    if (array === null) throw new Error("no array");
    expect(Array.from(readStrings(path, array), (bytes) => Buffer.from(bytes).toString())).toEqual(texts);
  });
});

test("tensors: name, shape, type, place and size", () => {
  const header = read([uint32("key", 1)], TENSORS);
  expect(header.tensors).toEqual([
    { name: "output.weight", dimensions: [256, 2], type: 12, offset: 0, bytes: 288 },
    { name: "output_norm.weight", dimensions: [4], type: 0, offset: 288, bytes: 16 },
  ]);
  expect(header.dataStart % 32).toBe(0);
  expect(header.fileBytes).toBe(header.dataStart + 288 + 32);
});

describe("a file that is too short", () => {
  test("every cut inside the header and the data is told as such", () => {
    const whole = fileOf(chatModel());
    // The last tensor takes 16 bytes; what fills up its 32 may be missing.
    for (let length = 24; length < whole.length - 16; length += 3)
      expect(outcome(whole.subarray(0, length))).toStartWith("MODEL_TRUNCATED");
    expect(outcome(whole.subarray(0, -16))).toBe("ok");
    expect(outcome(whole.subarray(0, -17))).toContain(`needs ${whole.length - 16}`);
  });
});

describe("other files", () => {
  const others: [string, Uint8Array][] = [
    ["text named .gguf", Buffer.from("This is a README, not a model at all.\n")],
    ["an empty file", Buffer.alloc(0)],
    ["a version from the future", Buffer.concat([Buffer.from("GGUF"), u32(99), Buffer.alloc(64)])],
    ["the old version 1", Buffer.concat([Buffer.from("GGUF"), u32(1), Buffer.alloc(64)])],
    ["a big-endian one", Buffer.concat([Buffer.from("GGUF"), u32(3).reverse(), Buffer.alloc(64)])],
  ];
  test.each(others)("%s is no GGUF", (_name, bytes) => {
    expect(outcome(bytes)).toStartWith("MODEL_NOT_GGUF");
  });

  test("a missing file says so", () => {
    expect(() => readGgufHeader(join(folder, "missing.gguf"))).toThrow("does not exist");
  });

  test("a folder and a named pipe that nobody writes to are no GGUF", () => {
    const pipe = join(folder, "pipe.gguf");
    expect(Bun.spawnSync(["mkfifo", pipe]).exitCode).toBe(0);
    expect(() => readGgufHeader(folder)).toThrow("not a file");
    expect(() => readGgufHeader(pipe)).toThrow("not a file");
  });
});

/** The file of `of` with the bytes of the nth field of a kind replaced. */
function changed(kind: Field["kind"], n: number, bytes: Uint8Array): Buffer {
  const { first, keys, tensors, dataBytes } = chatModel();
  let seen = 0;
  const change = (group: Group) =>
    group.map((field) => (field.kind === kind && seen++ === n ? { kind, bytes } : field));
  return fileOf({ first: change(first), keys: keys.map(change), tensors: tensors.map(change), dataBytes });
}

describe("a header that cannot be", () => {
  const twice = chatModel();
  const cases: [string, Uint8Array, RegExp][] = [
    ["2^62 tensors", changed("tensors", 0, u64(2n ** 62n)), /^MODEL_DAMAGED.*number of its tensors/],
    ["2^64-1 keys", changed("keys", 0, u64(2n ** 64n - 1n)), /^MODEL_DAMAGED.*number of its keys/],
    ["a key of 2^63 bytes", changed("length", 0, u64(2n ** 63n)), /^MODEL_DAMAGED.*length of a key/],
    ["a key of 4 GiB", changed("length", 0, u64(2 ** 32)), /^MODEL_DAMAGED.*length of a key/],
    ["a text of 2^60 bytes", changed("length", 1, u64(2n ** 60n)), /^MODEL_DAMAGED.*general.architecture/],
    ["an array of 2^60 texts", changed("elements", 0, u64(2n ** 60n)), /^MODEL_DAMAGED.*number of elements/],
    [
      "an array of too many texts for the file",
      changed("elements", 0, u64(2n ** 20n)),
      /^MODEL_DAMAGED.*an element/,
    ],
    ["a value of no type", changed("type", 0, u32(13)), /^MODEL_DAMAGED.*unknown type 13/],
    ["an array of arrays", changed("type", 5, u32(9)), /^MODEL_DAMAGED.*unknown type 9/],
    ["a tensor of 5 dimensions", changed("dimensions", 0, u32(5)), /^MODEL_DAMAGED.*5 dimensions/],
    ["a dimension of 2^63", changed("dimension", 0, u64(2n ** 63n)), /^MODEL_DAMAGED.*a dimension/],
    ["too many weights to count", changed("dimension", 1, u64(2n ** 52n)), /^MODEL_DAMAGED.*impossible/],
    [
      "more weights than there is file",
      changed("dimension", 1, u64(2 ** 30)),
      /^MODEL_DAMAGED.*lies on another/,
    ],
    ["rows that do not fit blocks", changed("dimension", 0, u64(255)), /^MODEL_DAMAGED.*blocks of 256/],
    ["an offset of 2^63", changed("offset", 1, u64(2n ** 63n)), /^MODEL_DAMAGED.*the offset/],
    ["a tensor on another one", changed("offset", 1, u64(256)), /^MODEL_DAMAGED.*lies on another/],
    ["a tensor that is not aligned", changed("offset", 1, u64(300)), /^MODEL_DAMAGED.*not aligned/],
    ["a hole between tensors", changed("offset", 1, u64(320)), /^MODEL_DAMAGED.*ends at 288/],
    ["a tensor of a removed type", changed("type", 9, u32(4)), /^MODEL_UNSUITABLE.*type 4/],
    ["a tensor of a later type", changed("type", 9, u32(43)), /^MODEL_UNSUITABLE.*type 43/],
    ["a key twice", fileOf(pieces([uint32("a", 1), uint32("a", 2)], [])), /^MODEL_DAMAGED.*"a"/],
    ["an empty key", fileOf(pieces([uint32("", 1)], [])), /^MODEL_DAMAGED/],
    [
      "a tensor twice",
      fileOf({ ...twice, tensors: twice.tensors.map(() => twice.tensors[0] ?? []) }),
      /^MODEL_DAMAGED.*output.weight stands twice/,
    ],
    [
      "a tensor with a name of 64 bytes",
      fileOf(chatModel({}, [{ name: "n".repeat(64), dimensions: [4], type: 0, bytes: 16 }])),
      /^MODEL_DAMAGED.*name of a tensor is 64/,
    ],
    ...[0, 3, 33].map((alignment): [string, Uint8Array, RegExp] => [
      `an alignment of ${alignment}`,
      fileOf(chatModel({ alignment: uint32("general.alignment", alignment) })),
      /^MODEL_DAMAGED.*power of two/,
    ]),
    [
      "an alignment that is no uint32",
      fileOf(chatModel({ alignment: string("general.alignment", "32") })),
      /^MODEL_DAMAGED.*power of two/,
    ],
    [
      "an alignment of 2 GiB",
      fileOf(chatModel({ alignment: uint32("general.alignment", 2 ** 31) })),
      /^MODEL_DAMAGED.*not aligned/,
    ],
  ];
  test.each(cases)("%s", (_name, bytes, expected) => {
    expect(outcome(bytes)).toMatch(expected);
  });

  // Zeros are empty texts, so that nothing but our limits ends these.
  test("without end: a terabyte of empty texts", () => {
    const header = headerOf(chatModel({ tokens: strings("tokenizer.ggml.tokens", []) })).subarray(0, -1);
    const at = header.indexOf("tokenizer.ggml.tokens") + "tokenizer.ggml.tokens".length + 8;
    header.set(u64(2n ** 22n), at);
    expect(outcome(header.subarray(0, at + 8), 2 ** 40)).toMatch(/^MODEL_DAMAGED/);
    header.set(u64(2n ** 37n), at);
    expect(outcome(header.subarray(0, at + 8), 2 ** 40)).toMatch(/^MODEL_DAMAGED.*number of elements/);
  });

  test("without end: texts of a megabyte each, of which the file has more than it may have", () => {
    const { first, keys } = pieces([strings("key", [])], []);
    const header = Buffer.concat([first, ...keys].flatMap((group) => group.map(({ bytes }) => bytes)));
    header.set(u64(1000), header.length - 8);
    writeFileSync(path, header);
    const file = openSync(path, "r+");
    const megabyte = 2 ** 20;
    // The last one could not be; it lies beyond what is read.
    for (let i = 0; i < 200; i++) writeSync(file, u64(megabyte), 0, 8, header.length + i * (megabyte + 8));
    writeSync(file, u64(2n ** 60n), 0, 8, header.length + 200 * (megabyte + 8));
    closeSync(file);
    expect(() => readGgufHeader(path)).toThrow("its header is longer than");
  });

  test("without end: numbers that fill the whole of a large file", () => {
    const first = pieces([numbers("key", 0, new Uint8Array(0))], []);
    const header = Buffer.concat(
      [first.first, ...first.keys].flatMap((group) => group.map(({ bytes }) => bytes)),
    );
    header.set(u64(2 ** 30), header.length - 8);
    expect(outcome(header, 2 ** 31)).toMatch(/^MODEL_DAMAGED/);
  });

  test("more text than there is room for", () => {
    const keys = Array.from({ length: 20 }, (_, i) => string(`key${i}`, "x".repeat(1 << 20)));
    expect(outcome(fileOf(pieces(keys, [])))).toMatch(/^MODEL_DAMAGED.*bytes of text/);
  });
});

test("what a file is quoted with can neither steer a terminal nor fill it", () => {
  const key = `\u001b[2J\u009b\r\n\u202e${"x".repeat(50_000)}`;
  const told = outcome(fileOf(pieces([uint32(key, 1), uint32(key, 2)], [])));
  expect(told).toMatch(/^MODEL_DAMAGED: the key " \[2J x+…$/);
  expect(told.length).toBeLessThan(500);
});

test("no damage to a header is anything but an error of ours", () => {
  const whole = fileOf(chatModel());
  const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(damage, fc.nat(whole.length), (bytes, cut) => {
      const damaged = Buffer.from(whole);
      for (const [at, value] of bytes) damaged[at] = value;
      expect(outcome(damaged.subarray(0, cut % 3 === 0 ? cut : whole.length))).toMatch(/^(ok|MODEL_)/);
    }),
    { numRuns: 1000 },
  );
});
