import { readFileSync } from "node:fs";

/** A WAV file as this program writes it: 44 bytes of header, mono int16. */
const HEADER_BYTES = 44;
const BYTES_PER_FRAME = 2;
const RATE_AT = 24;
const FULL_SCALE = 32_768;

export interface SoundFacts {
  readonly seconds: number;
  /** Root mean square of all frames, in dB below full scale; -Infinity for silence. */
  readonly loudness: number;
}

/** How long and how loud a WAV file of this program is; a file that is cut off counts as far as it goes. */
export function soundFacts(path: string): SoundFacts {
  const bytes = readFileSync(path);
  const frames = Math.max(0, Math.floor((bytes.length - HEADER_BYTES) / BYTES_PER_FRAME));
  if (frames === 0) return { seconds: 0, loudness: Number.NEGATIVE_INFINITY };
  let sum = 0;
  for (let frame = 0; frame < frames; frame++)
    sum += (bytes.readInt16LE(HEADER_BYTES + frame * BYTES_PER_FRAME) / FULL_SCALE) ** 2;
  return { seconds: frames / bytes.readUInt32LE(RATE_AT), loudness: 10 * Math.log10(sum / frames) };
}
