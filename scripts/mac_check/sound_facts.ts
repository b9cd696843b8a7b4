import { readFileSync } from "node:fs";
import { medianPitch } from "../testing/pitch.ts";

/** A WAV file as this program writes it: 44 bytes of header, mono int16. */
const HEADER_BYTES = 44;
const BYTES_PER_FRAME = 2;
const RATE_AT = 24;
const FULL_SCALE = 32_768;

export interface SoundFacts {
  readonly seconds: number;
  /** Root mean square of all frames, in dB below full scale; -Infinity for silence. */
  readonly loudness: number;
  /** Median of its voiced parts in Hz; 0 without any. */
  readonly pitch: number;
}

/** How long and how loud a WAV file of this program is; a file that is cut off counts as far as it goes. */
export function soundFacts(path: string): SoundFacts {
  const bytes = readFileSync(path);
  const frames = Math.max(0, Math.floor((bytes.length - HEADER_BYTES) / BYTES_PER_FRAME));
  if (frames === 0) return { seconds: 0, loudness: Number.NEGATIVE_INFINITY, pitch: 0 };
  const rate = bytes.readUInt32LE(RATE_AT);
  const pcm = Int16Array.from({ length: frames }, (_, n) =>
    bytes.readInt16LE(HEADER_BYTES + n * BYTES_PER_FRAME),
  );
  const power = pcm.reduce((sum, sample) => sum + (sample / FULL_SCALE) ** 2, 0) / frames;
  return { seconds: frames / rate, loudness: 10 * Math.log10(power), pitch: medianPitch(pcm, rate) };
}
