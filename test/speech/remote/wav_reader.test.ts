import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { SoundReader, soundTypeOf } from "../../../src/speech/remote/sound_reader.ts";
import { bytesOf, chunk, tone, type Written, wav } from "./sounds.ts";

/** Reads bytes that come in pieces of these lengths, taken in turn. */
function read(bytes: Uint8Array, pieces: readonly number[] = [bytes.length], type: string | null = null) {
  const reader = new SoundReader(soundTypeOf(type), 24_000);
  const frames: number[] = [];
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const length = pieces[n % pieces.length] ?? 1;
    frames.push(...reader.push(bytes.subarray(at, at + length)));
    at += length;
  }
  reader.end();
  return { frames, rate: reader.rate };
}

const SOUND = tone(200, 24_000);
const FRAMES = [...SOUND];

/** Samples of another kind that are the same sound. */
function samplesOf(bits: number, isFloat: boolean, channels = 1): Buffer {
  const width = bits / 8;
  const bytes = Buffer.alloc(SOUND.length * channels * width);
  SOUND.forEach((sample, n) => {
    for (let channel = 0; channel < channels; channel++) {
      const at = (n * channels + channel) * width;
      if (isFloat && bits === 32) bytes.writeFloatLE(sample / 32_768, at);
      else if (isFloat) bytes.writeDoubleLE(sample / 32_768, at);
      else if (bits === 8) bytes.writeUInt8((sample >> 8) + 128, at);
      else bytes.writeIntLE(sample * 2 ** (bits - 16), at, width);
    }
  });
  return bytes;
}

describe("the same frames come out of", () => {
  test.each<[string, Written, boolean]>([
    ["16 bits", { bits: 16 }, false],
    ["24 bits", { bits: 24 }, false],
    ["32 bits", { bits: 32 }, false],
    ["32 bits of floating point", { bits: 32, tag: 3 }, true],
    ["64 bits of floating point", { bits: 64, tag: 3 }, true],
    ["two channels", { channels: 2 }, false],
    ["six channels of 24 bits", { channels: 6, bits: 24, isExtensible: true }, false],
    ["an extensible format", { isExtensible: true }, false],
    ["an extensible format of floating point", { isExtensible: true, bits: 32, tag: 3 }, true],
    ["a size of 0", { size: 0 }, false],
    ["a size of 0xFFFFFFFF", { size: 0xffffffff }, false],
    ["a size of 0x7FFFFFFF", { size: 0x7fffffff }, false],
    ["chunks of odd length before the format", { before: chunk("JUNK", Buffer.alloc(27)) }, false],
    ["ffmpeg's LIST before the data", { between: chunk("LIST", Buffer.from("INFOISFT.Lavf")) }, false],
    ["a chunk that is empty", { between: chunk("fact", Buffer.alloc(0)) }, false],
    ["something behind the data", { behind: chunk("LIST", Buffer.from("INFOICMT")) }, false],
  ])("%s", (_, written, isFloat) => {
    const file = wav(samplesOf(written.bits ?? 16, isFloat, written.channels), written);
    expect(read(file)).toEqual({ frames: FRAMES, rate: 24_000 });
  });

  test("8 bits, as far as they reach", () => {
    const { frames } = read(wav(samplesOf(8, false), { bits: 8 }));
    expect(frames).toEqual(FRAMES.map((sample) => (sample >> 8) * 256));
  });

  test("no header at all, at the rate that is known", () => {
    expect(read(bytesOf(SOUND))).toEqual({ frames: FRAMES, rate: 24_000 });
    expect(read(bytesOf(SOUND), [7], "audio/pcm; rate=22050").frames).toEqual(FRAMES);
  });

  test("a WAV file that is called plain PCM, or MP3", () => {
    expect(read(wav(bytesOf(SOUND), { rate: 44_100 }), [1], "audio/pcm")).toEqual({
      frames: FRAMES,
      rate: 44_100,
    });
    expect(read(wav(bytesOf(SOUND)), [64], "audio/mpeg").frames).toEqual(FRAMES);
  });

  test("a file that is cut anywhere", () => {
    const shape = fc.record({
      bits: fc.constantFrom(16, 24, 32),
      channels: fc.integer({ min: 1, max: 3 }),
      isExtensible: fc.boolean(),
      junk: fc.nat({ max: 40 }),
      isOpen: fc.boolean(),
    });
    const cuts = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(shape, cuts, ({ bits, channels, isExtensible, junk, isOpen }, pieces) => {
        const file = wav(samplesOf(bits, false, channels), {
          ...{ bits, channels, isExtensible, between: chunk("junk", Buffer.alloc(junk, 1)) },
          ...(isOpen ? { size: 0xffffffff } : { behind: chunk("id3 ", Buffer.alloc(junk)) }),
        });
        expect(read(file, pieces)).toEqual({ frames: FRAMES, rate: 24_000 });
      }),
      { numRuns: 200 },
    );
  });
});

test("channels are mixed by their mean, and what is too loud or no number is held within 16 bits", () => {
  const stereo = Int16Array.of(1000, 3000, -32_768, -32_768, 32_767, 32_767, 5, 6);
  expect(read(wav(bytesOf(stereo), { channels: 2 })).frames).toEqual([2000, -32_768, 32_767, 6]);
  const floats = Buffer.alloc(12);
  [3, -3, Number.NaN].forEach((sample, n) => void floats.writeFloatLE(sample, n * 4));
  expect(read(wav(floats, { bits: 32, tag: 3 })).frames).toEqual([32_767, -32_768, 0]);
});

const WHOLE = wav(bytesOf(SOUND));

describe("is no whole sound:", () => {
  test.each<[string, Uint8Array, string]>([
    ["nothing", Buffer.alloc(0), "its answer is empty"],
    ["two bytes", Buffer.alloc(2), "2 bytes"],
    ["half a sample of plain PCM", Buffer.alloc(9), "ends inside a sample"],
    ["a WAV that ends in its header", WHOLE.subarray(0, 30), "inside the header"],
    ["a WAV that ends before its format", WHOLE.subarray(0, 12), "inside the header"],
    ["a WAV that ends too early", WHOLE.subarray(0, -100), "ends 100 bytes too early"],
    [
      "one of unknown size that ends in a sample",
      wav(bytesOf(SOUND), { size: 0 }).subarray(0, -1),
      "a sample",
    ],
    ["one whose size is no multiple", wav(Buffer.alloc(11), { channels: 2 }), "a sample"],
  ])("%s", (_, bytes, why) => {
    expect(() => read(bytes, [13])).toThrow(why);
  });
});

describe("is not read:", () => {
  test.each<[string, Uint8Array, string]>([
    ["A-law", wav(Buffer.alloc(8), { tag: 6, bits: 8 }), "format 6"],
    ["ADPCM in an extensible format", wav(Buffer.alloc(8), { tag: 2, isExtensible: true }), "format 2"],
    ["12 bits", wav(Buffer.alloc(8), { bits: 12 }), "12 bits"],
    ["a rate of 4,000 Hz", wav(Buffer.alloc(8), { rate: 4000 }), "4000 Hz"],
    ["a rate of 384,000 Hz", wav(Buffer.alloc(8), { rate: 384_000 }), "384000 Hz"],
    ["no channel", wav(Buffer.alloc(8), { channels: 0 }), "0 channels"],
    ["300 channels", wav(Buffer.alloc(600), { channels: 300 }), "300 channels"],
    ["AVI", Buffer.from("RIFF\0\0\0\0AVI LIST"), "no WAV file"],
    [
      "data before its format",
      Buffer.concat([WHOLE.subarray(0, 12), chunk("data", Buffer.alloc(8))]),
      "before",
    ],
    [
      "a huge format",
      Buffer.concat([WHOLE.subarray(0, 12), chunk("fmt ", Buffer.alloc(0), 2 ** 31)]),
      "bytes",
    ],
    ["Ogg", Buffer.from("OggS\0\x02"), "Ogg"],
    ["FLAC", Buffer.from("fLaC\0\0"), "FLAC"],
    ["MP3", Buffer.from("ID3\x04\0\0"), "MP3"],
  ])("%s", (_, bytes, why) => {
    expect(() => read(bytes, [5])).toThrow(why);
  });

  test.each(["audio/mpeg", "audio/wav", "audio/l16;rate=24000", "audio/aac"])("plain PCM as %s", (type) => {
    expect(() => read(bytesOf(SOUND), [64], type)).toThrow(type.split(";")[0]);
  });
});

test("bytes of any kind end in frames or in a sentence", () => {
  const begun = fc.constantFrom(
    Buffer.alloc(0),
    Buffer.from("RIFF"),
    WHOLE.subarray(0, 12),
    WHOLE.subarray(0, 44),
  );
  fc.assert(
    fc.property(
      begun,
      fc.uint8Array({ maxLength: 200 }),
      fc.integer({ min: 1, max: 50 }),
      (head, tail, piece) => {
        try {
          const { frames } = read(Buffer.concat([head, tail]), [piece]);
          expect(frames.length).toBeLessThanOrEqual(head.length + tail.length);
        } catch (error) {
          expect((error as Error).constructor.name).toBe("ServerFailure");
        }
      },
    ),
    { numRuns: 500 },
  );
});
