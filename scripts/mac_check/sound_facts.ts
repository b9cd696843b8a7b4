import { readFileSync } from "node:fs";
import { OUTPUT_RATE } from "../../src/audio/sink.ts";

/** A WAV file as this program writes it: 44 bytes of header, mono int16. */
const HEADER_BYTES = 44;
const BYTES_PER_FRAME = 2;
const RATE_AT = 24;
const FULL_SCALE = 32_768;

/** The sound of a WAV file of this program; one that is cut off counts as far as it goes. */
export function soundOf(path: string): { readonly pcm: Int16Array; readonly rate: number } {
  const bytes = readFileSync(path);
  const frames = Math.max(0, Math.floor((bytes.length - HEADER_BYTES) / BYTES_PER_FRAME));
  if (frames === 0) return { pcm: new Int16Array(), rate: OUTPUT_RATE };
  const pcm = Int16Array.from({ length: frames }, (_, n) =>
    bytes.readInt16LE(HEADER_BYTES + n * BYTES_PER_FRAME),
  );
  return { pcm, rate: bytes.readUInt32LE(RATE_AT) };
}

export interface SoundFacts {
  readonly seconds: number;
  /** Root mean square of all frames, in dB below full scale; -Infinity for silence. */
  readonly loudness: number;
}

/** How long and how loud a WAV file of this program is. */
export function soundFacts(path: string): SoundFacts {
  const { pcm, rate } = soundOf(path);
  const power = pcm.reduce((sum, sample) => sum + (sample / FULL_SCALE) ** 2, 0) / Math.max(1, pcm.length);
  return { seconds: pcm.length / rate, loudness: 10 * Math.log10(power) };
}
