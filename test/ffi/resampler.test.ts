import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { Driver } from "../native/driver.ts";

setDefaultTimeout(120_000);

let driver: Driver;
beforeAll(async () => {
  driver = await Driver.build("resampler", ["resampler.cpp"], "c++17");
});
afterAll(() => driver[Symbol.dispose]());

type Samples = Int16Array | Int32Array | Float32Array;
interface Job {
  from: number;
  to?: number;
  /** Samples from one frame to the next. */
  stride?: number;
  /** Lengths of the pieces, in frames, taken in turn. */
  pieces?: readonly number[];
}

const typeOf = (samples: Samples) =>
  samples instanceof Int16Array ? "int16" : samples instanceof Int32Array ? "int32" : "float32";

function run(samples: Samples, { from, to = 48_000, stride = 1, pieces = [1000] }: Job) {
  const args = [`${from}`, `${to}`, typeOf(samples), `${stride}`, pieces.join(",")];
  const stdin = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  const { exitCode, stdout, stderr } = Bun.spawnSync([driver.program, ...args], { stdin });
  return { exitCode, stderr: stderr.toString(), bytes: new Uint8Array(stdout) };
}

function resample(samples: Samples, job: Job): { pcm: Int16Array; given: number[] } {
  const { exitCode, stderr, bytes } = run(samples, job);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.stringMatching(/^(\d+\n)+$/) });
  return { pcm: new Int16Array(bytes.buffer), given: stderr.trim().split("\n").map(Number) };
}

const sine = (hz: number, rate: number, length: number, amplitude: number) =>
  Float32Array.from({ length }, (_, n) => amplitude * Math.sin((2 * Math.PI * hz * n) / rate));

/** In dB: the ideal sine against what the output differs from it, away from both ends. */
function signalToNoise(pcm: Int16Array, hz: number, rate: number, amplitude: number): number {
  const ideal = sine(hz, rate, pcm.length, amplitude * 32_768);
  let signal = 0;
  let noise = 0;
  for (let n = 1000; n < pcm.length - 1000; n++) {
    const wanted = ideal[n] ?? 0;
    signal += wanted ** 2;
    noise += ((pcm[n] ?? 0) - wanted) ** 2;
  }
  return 10 * Math.log10(signal / noise);
}

describe("sines, in phase, more than 80 dB above all else", () => {
  const rates = [
    [8000, 48_000],
    [11_025, 48_000],
    [16_000, 48_000],
    [22_050, 48_000],
    [24_000, 48_000],
    [44_100, 48_000],
    [48_000, 48_000],
    [96_000, 48_000],
    [192_000, 8000],
    [47_999, 48_000],
  ] as const;
  const parts = [0.01, 0.1, 0.5, 0.9];
  test.each(rates.flatMap(([from, to]) => parts.map((part) => [from, to, part] as const)))(
    "%d Hz to %d Hz, at %d of the band",
    (from, to, part) => {
      const hz = (part * Math.min(from, to)) / 2;
      const { pcm } = resample(sine(hz, from, from / 2, 0.9), { from, to });
      expect(signalToNoise(pcm, hz, to, 0.9)).toBeGreaterThan(80);
    },
  );
});

test("what is above the band of a lower rate is gone, and does not come back below it", () => {
  const { pcm } = resample(sine(15_000, 48_000, 24_000, 0.9), { from: 48_000, to: 16_000 });
  expect(Math.max(...pcm.subarray(500, -500).map(Math.abs))).toBeLessThanOrEqual(1);
});

test("an impulse stands where it stood", () => {
  const click = new Float32Array(2205);
  click[441] = 1;
  const { pcm } = resample(click, { from: 22_050 });
  expect(pcm.indexOf(Math.max(...pcm))).toBe(960);
});

test("samples of the output's own rate pass unchanged", () => {
  fc.assert(
    fc.property(fc.int16Array({ minLength: 1, maxLength: 300 }), (samples) => {
      expect(resample(samples, { from: 48_000 }).pcm).toEqual(samples);
    }),
    { numRuns: 30 },
  );
});

const anyRate = fc.oneof(
  fc.constantFrom(8000, 16_000, 22_050, 44_100),
  fc.integer({ min: 4000, max: 384_000 }),
);

test("the output is as long as the input, to a sample, however it was cut, and the same", () => {
  fc.assert(
    fc.property(
      fc.int16Array({ minLength: 1, maxLength: 3000 }),
      anyRate,
      anyRate,
      fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 5 }),
      (samples, from, to, pieces) => {
        const whole = resample(samples, { from, to, pieces: [samples.length] }).pcm;
        expect(whole.length).toBe(Math.round((samples.length * to) / from));
        expect(resample(samples, { from, to, pieces }).pcm).toEqual(whole);
      },
    ),
    { numRuns: 60 },
  );
});

test("no more is held back than half the filter", () => {
  const { given } = resample(new Int16Array(4000), { from: 16_000, pieces: [100] });
  // 33 samples of the input, and up to two more for a place between two of them.
  given.slice(0, -1).forEach((frames, piece) => {
    expect(frames).toBeGreaterThanOrEqual(3 * (100 * (piece + 1) - 35));
  });
});

test("all types of samples and the first of interleaved channels give the same", () => {
  const sound = sine(440, 22_050, 4410, 0.5);
  const int16 = Int16Array.from(sound, (sample) => Math.round(sample * 32_768));
  const { pcm } = resample(int16, { from: 22_050 });
  expect(
    resample(
      Float32Array.from(int16, (sample) => sample / 32_768),
      { from: 22_050 },
    ).pcm,
  ).toEqual(pcm);
  expect(
    resample(
      Int32Array.from(int16, (sample) => sample * 65_536),
      { from: 22_050 },
    ).pcm,
  ).toEqual(pcm);
  const stereo = Int16Array.from({ length: 2 * int16.length }, (_, n) =>
    n % 2 ? -9999 : (int16[n / 2] ?? 0),
  );
  expect(resample(stereo, { from: 22_050, stride: 2 }).pcm).toEqual(pcm);
});

test("what is too loud is clipped, and what is no number is silence", () => {
  const loud = resample(sine(500, 24_000, 4800, 3), { from: 24_000 }).pcm;
  expect([Math.max(...loud), Math.min(...loud)]).toEqual([32_767, -32_768]);
  // Wrapping would jump from one end to the other; a clipped 500 Hz sine never moves so far between two samples.
  expect(
    Math.max(...loud.subarray(1).map((sample, n) => Math.abs(sample - (loud[n] ?? 0)) >> 1)),
  ).toBeLessThan(8000);
  const broken = Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
  expect(resample(broken, { from: 24_000 }).pcm).toEqual(new Int16Array(6));
});

test.each([3999, 384_001])("a rate of %d Hz is refused", (from) => {
  const { exitCode, stderr } = run(new Int16Array(1), { from });
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`${from} Hz`);
});
