import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  BLOCK_BYTES,
  decodeHeader,
  encodeHeader,
  StrangeHeader,
  type TarEntry,
} from "../../src/bundle/tar_header.ts";

/** Reads a header from bytes that hold nothing else; all of them must be used. */
async function decode(bytes: Uint8Array): Promise<TarEntry> {
  let at = BLOCK_BYTES;
  const entry = await decodeHeader(bytes.subarray(0, BLOCK_BYTES), async (more) => {
    at += more;
    return bytes.subarray(at - more, at);
  });
  expect(at).toBe(bytes.length);
  return entry;
}

/** Names as they may be in a bundle, short and long, plain and foreign. */
const name = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 250 })
  .filter((text) => !/\p{C}/u.test(text));
const entry = fc.record({
  name: fc.oneof(name, fc.stringMatching(/^[a-z/.]{90,110}$/)),
  bytes: fc.oneof(fc.nat(), fc.constantFrom(0o77777777777, 0o77777777777 + 1), fc.maxSafeNat()),
  isProgram: fc.boolean(),
});

describe("a header", () => {
  test("is read as it was written, whatever the name and however large the file", async () => {
    await fc.assert(
      fc.asyncProperty(entry, async (written) => {
        const bytes = encodeHeader(written);
        expect(bytes.length % BLOCK_BYTES).toBe(0);
        expect(await decode(bytes)).toEqual(written);
      }),
      { numRuns: 500 },
    );
  });

  test("that differs in one bit is another file's, or none at all", async () => {
    await fc.assert(
      fc.asyncProperty(entry, fc.nat(), fc.nat(7), async (written, place, bit) => {
        const bytes = encodeHeader(written);
        const at = place % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        const read = decodeHeader(bytes.subarray(0, BLOCK_BYTES), async (more) => {
          const from = bytes.subarray(BLOCK_BYTES);
          return more === BLOCK_BYTES ? from.subarray(-BLOCK_BYTES) : from.subarray(0, more);
        });
        await expect(read).rejects.toBeInstanceOf(StrangeHeader);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ["U+2028", "\u2028"],
    ["U+2029", "a\u2029b"],
  ])("with %s in its name is read as it was written", async (_, name) => {
    const written = { name, bytes: 1, isProgram: false };
    expect(await decode(encodeHeader(written))).toEqual(written);
  });

  test("that needs no extended one has none", () => {
    for (const plain of ["a", "x".repeat(100), "models/qwen 2.5 (small).gguf"])
      expect(encodeHeader({ name: plain, bytes: 0o77777777777, isProgram: false }).length).toBe(BLOCK_BYTES);
    for (const special of ["x".repeat(101), "模型.gguf"])
      expect(encodeHeader({ name: special, bytes: 1, isProgram: false }).length).toBe(3 * BLOCK_BYTES);
  });
});
