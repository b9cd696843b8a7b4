import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type ByteRange, bytesIn, cutInto, gapsIn, withRange } from "../../../src/fetch/http/ranges.ts";

const SIZE = 60;
const range = fc
  .tuple(fc.nat(SIZE), fc.nat(SIZE))
  .map(([a, b]): ByteRange => [Math.min(a, b), Math.max(a, b)]);
const ranges = fc.array(range, { maxLength: 12 });

/** The same, byte by byte. */
function marked(all: readonly ByteRange[]): boolean[] {
  return Array.from({ length: SIZE }, (_, at) => all.some(([start, end]) => start <= at && at < end));
}

const joined = (all: readonly ByteRange[]) => all.reduce<ByteRange[]>((sum, one) => withRange(sum, one), []);

describe("ranges", () => {
  test("joined hold the same bytes, in order and apart from each other", () => {
    fc.assert(
      fc.property(ranges, (all) => {
        const result = joined(all);
        expect(marked(result)).toEqual(marked(all));
        expect(bytesIn(result)).toBe(marked(all).filter(Boolean).length);
        const edges = result.flat();
        expect(edges).toEqual([...new Set(edges)].toSorted((a, b) => a - b));
      }),
    );
  });

  test("gaps are exactly the rest", () => {
    fc.assert(
      fc.property(ranges, (all) => {
        const gaps = gapsIn(joined(all), SIZE);
        expect(marked(gaps)).toEqual(marked(all).map((is) => !is));
        expect(gaps.every(([start, end]) => start < end)).toBe(true);
      }),
    );
  });

  test("cut into pieces hold the same bytes, none longer than allowed", () => {
    fc.assert(
      fc.property(ranges, fc.integer({ min: 1, max: 20 }), (all, most) => {
        const pieces = cutInto(joined(all), most);
        expect(joined(pieces)).toEqual(joined(all));
        expect(pieces.every(([start, end]) => start < end && end - start <= most)).toBe(true);
        expect(bytesIn(pieces)).toBe(bytesIn(joined(all)));
      }),
    );
  });
});
