import { expect, test } from "bun:test";
import fc from "fast-check";
import { encodeFrame, FrameReader } from "../../src/workers/frames.ts";

test("frames survive any cut of the stream", () => {
  const frame = fc.record({ header: fc.jsonValue(), body: fc.uint8Array({ maxLength: 50 }) });
  fc.assert(
    fc.property(fc.array(frame), fc.array(fc.integer({ min: 1, max: 30 })), (frames, sizes) => {
      const bytes = Buffer.concat(frames.map(({ header, body }) => encodeFrame(header, body)));
      const reader = new FrameReader();
      const read = [];
      let at = 0;
      for (const size of [...sizes, bytes.length]) {
        read.push(...reader.push(bytes.subarray(at, at + size)));
        at += size;
      }
      expect(read.map(({ header, body }) => [header, [...body]])).toEqual(
        frames.map(({ header, body }) => [JSON.parse(JSON.stringify(header)), [...body]]),
      );
    }),
  );
});

test("a length that cannot be is refused instead of waited for", () => {
  expect(() => new FrameReader().push(new Uint8Array(8).fill(0xff))).toThrow("beyond the limit");
});
