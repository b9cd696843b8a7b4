/** The bytes of a file from `start` to before `end`. */
export type ByteRange = readonly [start: number, end: number];

/**
 * Adds a range to ranges that are in order and apart from each other; so is the result.
 */
export function withRange(ranges: readonly ByteRange[], [start, end]: ByteRange): ByteRange[] {
  if (start === end) return [...ranges];
  const touching = ranges.filter((range) => range[0] <= end && range[1] >= start);
  const joined: ByteRange = [
    Math.min(start, ...touching.map((range) => range[0])),
    Math.max(end, ...touching.map((range) => range[1])),
  ];
  const before = ranges.filter((range) => range[1] < start);
  const behind = ranges.filter((range) => range[0] > end);
  return [...before, joined, ...behind];
}

/** What ranges, in order and apart from each other, leave out of the first `size` bytes. */
export function gapsIn(ranges: readonly ByteRange[], size: number): ByteRange[] {
  const starts = [0, ...ranges.map(([, end]) => end)];
  const ends = [...ranges.map(([start]) => start), size];
  return starts.map((start, index): ByteRange => [start, ends[index] ?? size]).filter(([a, b]) => a < b);
}

/** Bytes in all ranges together. */
export function bytesIn(ranges: readonly ByteRange[]): number {
  return ranges.reduce((sum, [start, end]) => sum + end - start, 0);
}

/** Cuts ranges into pieces of at most so many bytes. */
export function cutInto(ranges: readonly ByteRange[], most: number): ByteRange[] {
  return ranges.flatMap(([start, end]) =>
    Array.from(
      { length: Math.ceil((end - start) / most) },
      (_, index): ByteRange => [start + index * most, Math.min(end, start + (index + 1) * most)],
    ),
  );
}
