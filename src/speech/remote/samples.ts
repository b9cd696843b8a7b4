import { noSound } from "./failure.ts";

/** Of the samples in a frame, in the order of a WAV file's format. */
interface WrittenFormat {
  /** What kind of numbers they are: 1 for integers, 3 for floating point (mmreg.h: WAVE_FORMAT_PCM, _IEEE_FLOAT). */
  readonly tag: number;
  readonly channels: number;
  /** Hz. */
  readonly rate: number;
  readonly frameBytes: number;
  /** Of one sample, with its padding. */
  readonly bits: number;
}

/** How frames of interleaved samples are read. */
export interface SampleFormat {
  /** Hz. */
  readonly rate: number;
  readonly channels: number;
  readonly frameBytes: number;
  /** The sample at a place, full at ±32,768. */
  readonly at: (view: DataView, offset: number) => number;
}

/** Rates that sound may have, in Hz. */
export const RATES = { lowest: 8000, highest: 192_000 } as const;
/** The speakers of the largest layout that WAVE_FORMAT_EXTENSIBLE can name, and more than any voice has. */
const MOST_CHANNELS = 18;

const INTEGERS: Readonly<Record<number, SampleFormat["at"]>> = {
  8: (view, offset) => (view.getUint8(offset) - 128) * 256,
  16: (view, offset) => view.getInt16(offset, true),
  24: (view, offset) => view.getInt16(offset + 1, true) + view.getUint8(offset) / 256,
  32: (view, offset) => view.getInt32(offset, true) / 65_536,
};
const FLOATS: Readonly<Record<number, SampleFormat["at"]>> = {
  32: (view, offset) => finite(view.getFloat32(offset, true)) * 32_768,
  64: (view, offset) => finite(view.getFloat64(offset, true)) * 32_768,
};
const TAGS: Readonly<Record<number, typeof INTEGERS>> = { 1: INTEGERS, 3: FLOATS };

/**
 * How samples of such a format are read.
 *
 * @throws ServerFailure when they are of a kind that is not read
 */
export function sampleFormat({ tag, channels, rate, frameBytes, bits }: WrittenFormat): SampleFormat {
  const at = TAGS[tag]?.[bits];
  if (at === undefined)
    throw noSound(
      `its WAV has samples of ${bits} bits and format ${tag}, and only plain PCM and float are read`,
    );
  if (channels < 1 || channels > MOST_CHANNELS || frameBytes !== channels * (bits / 8))
    throw noSound(`its WAV tells of ${channels} channels in ${frameBytes} bytes`);
  checkRate(rate);
  return { rate, channels, frameBytes, at };
}

/** Plain int16 LE, as servers send it without a header. @throws ServerFailure for a rate that no sound has */
export function rawFormat(rate: number): SampleFormat {
  return sampleFormat({ tag: 1, channels: 1, rate, frameBytes: 2, bits: 16 });
}

/** Whole frames as int16; several channels are mixed into one by their mean. */
export function monoFrames(bytes: Uint8Array, { channels, frameBytes, at }: SampleFormat): Int16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sampleBytes = frameBytes / channels;
  const frames = new Int16Array(bytes.length / frameBytes);
  for (let frame = 0; frame < frames.length; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++)
      sum += at(view, frame * frameBytes + channel * sampleBytes);
    frames[frame] = Math.max(-32_768, Math.min(32_767, Math.round(sum / channels)));
  }
  return frames;
}

function checkRate(rate: number): void {
  if (rate < RATES.lowest || rate > RATES.highest)
    throw noSound(`its sound has a rate of ${rate} Hz, and ${RATES.lowest} to ${RATES.highest} are read`);
}

function finite(sample: number): number {
  return Number.isFinite(sample) ? sample : 0;
}
