import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { pauseAfter, SilenceTrimmer } from "../../src/speech/silence.ts";

const RATE = 1000; // One sample a millisecond keeps the expectations readable.

/** Trims a whole clause that arrives in chunks of the given sizes (the last one takes the rest). */
function trim(samples: number[], chunkSizes: number[]): number[] {
  const trimmer = new SilenceTrimmer(RATE);
  const out: number[] = [];
  let at = 0;
  for (const size of [...chunkSizes, samples.length]) {
    out.push(...trimmer.push(Int16Array.from(samples.slice(at, at + size))));
    at += size;
  }
  return [...out, ...trimmer.end()];
}

const silence = (n: number) => new Array<number>(n).fill(3);
const sound = (n: number) => new Array<number>(n).fill(-2000);

describe("trimming", () => {
  test("10 ms of lead-in and 30 ms of fade-out are left around the sound", () => {
    expect(trim([...silence(300), ...sound(50), ...silence(400)], [])).toEqual([
      ...silence(10),
      ...sound(50),
      ...silence(30),
    ]);
  });

  test("a pause inside the clause stays", () => {
    const clause = [...sound(5), ...silence(200), ...sound(5)];
    expect(trim(clause, [50, 50, 50])).toEqual(clause);
  });

  test("silence alone gives nothing", () => {
    expect(trim(silence(500), [100, 100])).toEqual([]);
  });

  test("the cut into chunks changes nothing", () => {
    const part = fc.oneof(fc.nat(60).map(silence), fc.nat(60).map(sound));
    fc.assert(
      fc.property(fc.array(part), fc.array(fc.integer({ min: 1, max: 40 })), (parts, sizes) => {
        expect(trim(parts.flat(), sizes)).toEqual(trim(parts.flat(), []));
      }),
    );
  });
});

describe("pauses", () => {
  const cases: [string, boolean, number, number][] = [
    ["設定を更新し、", false, 80, 350],
    ["完了しました。", false, 250, 700],
    ["「完了しました。」", false, 250, 700],
    ["本当ですか？", true, 250, 700],
    ["見出し", true, 250, 700],
    ["更新して", false, 0, 120],
  ];
  test.each(cases)("%s", (ja, isLast, least, most) => {
    expect(pauseAfter(ja, isLast)).toBeWithin(least, most + 1);
  });
});
