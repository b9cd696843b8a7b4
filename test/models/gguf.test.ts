import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { AppError } from "../../src/errors.ts";
import { checkGguf } from "../../src/models/gguf.ts";

const folder = mkdtempSync(join(tmpdir(), "gguf-"));
afterAll(() => rmSync(folder, { recursive: true }));

const u32 = (value: number) => new Uint8Array(new Uint32Array([value]).buffer);
const u64 = (value: number) => new Uint8Array(new BigUint64Array([BigInt(value)]).buffer);
const text = (value: string) => Buffer.concat([u64(value.length), Buffer.from(value)]);

/** A GGUF v3 with one string, one array of strings and one Q4_K tensor of 512 elements (288 bytes). */
function smallGguf(): Buffer {
  const header = Buffer.concat([
    Buffer.from("GGUF"),
    u32(3),
    u64(1),
    u64(2),
    text("general.architecture"),
    u32(8),
    text("qwen2"),
    text("tokenizer.ggml.tokens"),
    Buffer.concat([u32(9), u32(8), u64(2), text("a"), text("b")]),
    text("output.weight"),
    Buffer.concat([u32(2), u64(256), u64(2), u32(12), u64(0)]),
  ]);
  return Buffer.concat([header, Buffer.alloc((32 - (header.length % 32)) % 32), Buffer.alloc(288)]);
}

function check(bytes: Uint8Array): string {
  const path = join(folder, "model.gguf");
  writeFileSync(path, bytes);
  try {
    checkGguf(path);
    return "ok";
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

describe("checking a GGUF", () => {
  test("a whole file passes; one byte less does not", () => {
    expect(check(smallGguf())).toBe("ok");
    expect(check(smallGguf().subarray(0, -1))).toBe("MODEL_TRUNCATED");
  });

  test("every cut inside the file is found", () => {
    const whole = smallGguf();
    for (let length = 24; length < whole.length; length += 7)
      expect(check(whole.subarray(0, length))).toBe("MODEL_TRUNCATED");
  });

  const others: [string, Uint8Array][] = [
    ["text named .gguf", Buffer.from("This is a README, not a model at all.\n")],
    ["an empty file", Buffer.alloc(0)],
    ["a version from the future", Buffer.concat([Buffer.from("GGUF"), u32(99), Buffer.alloc(64)])],
  ];
  test.each(others)("%s is no GGUF", (_name, bytes) => {
    expect(check(bytes)).toBe("MODEL_NOT_GGUF");
  });

  test("a missing file says so", () => {
    expect(() => checkGguf(join(folder, "missing.gguf"))).toThrow("does not exist");
  });

  test("no damage to the header is anything but an error of ours", () => {
    const whole = smallGguf();
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
        const damaged = Buffer.from(whole);
        damaged[at] = value;
        expect(["ok", "MODEL_NOT_GGUF", "MODEL_TRUNCATED"]).toContain(check(damaged));
      }),
      { numRuns: 500 },
    );
  });
});
