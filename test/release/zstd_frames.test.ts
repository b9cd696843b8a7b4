import { expect, test } from "bun:test";
import fc from "fast-check";
import { zstdFramesIn } from "../../scripts/release_check/zstd_frames.ts";

const MAGIC = Buffer.of(0x28, 0xb5, 0x2f, 0xfd);
/** No byte of it begins a frame. */
const filler = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes.map((byte) => byte & 0x7f)));
/** Of any size, so that the frames have one block or several, and blocks of one repeated byte. */
const content = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(fc.nat(255), fc.integer({ min: 1, max: 400_000 }))
    .map(([byte, count]) => Buffer.alloc(count, byte)),
);

test("every frame is found between other bytes, whatever is in it", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(filler, content), { maxLength: 5 }), filler, (pieces, end) => {
      const file = pieces.flatMap(([before, bytes]) => [before, Bun.zstdCompressSync(bytes)]);
      const found = [...zstdFramesIn(Buffer.concat([...file, end]))].map((bytes) => Buffer.from(bytes));
      expect(found).toEqual(pieces.map(([, bytes]) => bytes));
    }),
    { numRuns: 50 },
  );
});

test("what only begins like a frame, and a frame that is cut off, are passed over", () => {
  const frame = Bun.zstdCompressSync(Buffer.from("a library"));
  const file = [MAGIC, frame, MAGIC, Buffer.of(0x40, 0, 0), frame.subarray(0, frame.length - 1)];
  expect([...zstdFramesIn(Buffer.concat(file))].map((bytes) => Buffer.from(bytes).toString())).toEqual([
    "a library",
  ]);
});
