import { dlopen } from "bun:ffi";
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { PcmResampler } from "../../ffi/pcm_resampler.ts";
import { loadParts } from "../../src/parts.ts";

const LIBRARY = loadParts().resampler;

/** Resamples frames that come in pieces of these lengths, taken in turn. */
function resampled(frames: Int16Array, from: number, to: number, pieces: readonly number[]): number[] {
  using resampler = PcmResampler.open(LIBRARY, from, to);
  const out: number[] = [];
  for (let at = 0, n = 0; at < frames.length; n++) {
    const length = pieces[n % pieces.length] ?? 1;
    out.push(...resampler.push(frames.subarray(at, at + length)));
    at += length;
  }
  return [...out, ...resampler.flush()];
}

const sine = (hz: number, rate: number, frames: number) =>
  Int16Array.from({ length: frames }, (_, n) => Math.round(10_000 * Math.sin((2 * Math.PI * hz * n) / rate)));

test.each([4000, 8000, 16_000, 22_050, 24_000, 25_427, 44_100, 48_000, 192_000])(
  "a sine at %d Hz is one at 48,000 Hz, as long and in phase",
  (from) => {
    const out = resampled(sine(440, from, from / 10), from, 48_000, [1000]);
    expect(out.length).toBe(Math.round((Math.floor(from / 10) * 48_000) / from));
    const ideal = sine(440, 48_000, 4800);
    for (let n = 600; n < 4200; n++) expect(Math.abs((out[n] ?? 0) - (ideal[n] ?? 0))).toBeLessThan(4);
  },
);

test("the same comes of it, however it is cut, and again for a next stream", () => {
  fc.assert(
    fc.property(
      fc.int16Array({ minLength: 1, maxLength: 2000 }),
      fc.constantFrom(8000, 22_050, 24_000, 25_427, 25_450, 48_000),
      fc
        .array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 5 })
        .filter((pieces) => pieces.some((n) => n > 0)),
      (frames, from, pieces) => {
        const whole = resampled(frames, from, 48_000, [frames.length]);
        expect(resampled(frames, from, 48_000, pieces)).toEqual(whole);
        using resampler = PcmResampler.open(LIBRARY, from, 48_000);
        for (let round = 0; round < 2; round++)
          expect([...resampler.push(frames), ...resampler.flush()]).toEqual(whole);
      },
    ),
    { numRuns: 60 },
  );
});

test("1.5 ms of sound at 22,050 Hz are held back", () => {
  using resampler = PcmResampler.open(LIBRARY, 22_050, 48_000);
  expect(resampler.push(new Int16Array(33))).toHaveLength(0);
  expect(resampler.push(new Int16Array(67)).length).toBeGreaterThanOrEqual(
    Math.floor((65 * 48_000) / 22_050),
  );
  expect(resampler.push(new Int16Array(0))).toHaveLength(0);
  expect(resampler.flush().length).toBeLessThanOrEqual(Math.ceil((35 * 48_000) / 22_050));
  expect(resampler.flush()).toHaveLength(0);
});

describe("refused:", () => {
  test.each([0, 3999, 384_001, 2 ** 32 - 1])("a rate of %d Hz", (rate) => {
    expect(() => PcmResampler.open(LIBRARY, rate, 48_000)).toThrow(`${rate} Hz is not within 4000 to 384000`);
    expect(() => PcmResampler.open(LIBRARY, 48_000, rate)).toThrow(`${rate} Hz`);
  });

  test("use after it was freed", () => {
    const resampler = PcmResampler.open(LIBRARY, 24_000, 48_000);
    resampler[Symbol.dispose]();
    resampler[Symbol.dispose]();
    expect(() => resampler.push(new Int16Array(1))).toThrow("after dispose");
  });

  test("a library that is another", () => {
    expect(() => PcmResampler.open(loadParts().echo, 24_000, 48_000)).toThrow("does not fit this program");
  });
});

test("null pointers are refused with a sentence, and what does not fit waits", () => {
  const { symbols, close } = dlopen(LIBRARY, {
    tts_resampler_open: { args: ["u32", "u32", "buffer"], returns: "i32" },
    tts_resampler_close: { args: ["u64"], returns: "void" },
    tts_resampler_push: { args: ["u64", "buffer", "u32", "buffer"], returns: "i32" },
    tts_resampler_flush: { args: ["u64", "buffer"], returns: "i32" },
    tts_resampler_take: { args: ["u64", "buffer", "u32", "buffer"], returns: "i32" },
    tts_resampler_last_error: { args: ["buffer", "u32"], returns: "u32" },
  });
  const [pcm, count, out] = [new Int16Array(100), new Uint32Array(1), new BigUint64Array(1)];
  const said = () => {
    const text = new Uint8Array(200);
    return new TextDecoder().decode(text.subarray(0, symbols.tts_resampler_last_error(text, 200)));
  };
  expect(symbols.tts_resampler_push(0, pcm, 1, count)).toBe(-1);
  expect(said()).toBe("resampler, pcm or ready is NULL");
  expect(symbols.tts_resampler_flush(0, count)).toBe(-1);
  expect(symbols.tts_resampler_take(0, pcm, 1, count)).toBe(-1);
  symbols.tts_resampler_close(0);
  expect(symbols.tts_resampler_open(24_000, 48_000, out)).toBe(0);
  const handle = out[0] ?? 0n;
  expect(symbols.tts_resampler_push(handle, pcm, 100, count)).toBe(0);
  const ready = count[0] ?? 0;
  expect(ready).toBeGreaterThan(100);
  const taken = [100, 100].map((capacity) => [
    symbols.tts_resampler_take(handle, pcm, capacity, count),
    count[0],
  ]);
  expect(taken).toEqual([
    [0, 100],
    [0, ready - 100],
  ]);
  symbols.tts_resampler_close(handle);
  close();
});
