import { PcmResampler } from "../../../ffi/pcm_resampler.ts";
import { OUTPUT_RATE } from "../../../src/audio/sink.ts";
import { loadParts } from "../../../src/parts.ts";

export const RESAMPLER = loadParts().resampler;

/** A tone that swells, so that no part of it is like another. */
export const tone = (frames: number, rate: number) =>
  Int16Array.from({ length: frames }, (_, n) =>
    Math.round((n / frames) * 20_000 * Math.sin((2 * Math.PI * 440 * n) / rate)),
  );

/** The bytes of int16 frames as they stand in a file. */
export const bytesOf = (pcm: Int16Array) => Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength);

/** What frames of a rate are at the rate that is played. */
export function played(frames: Int16Array, rate: number): number[] {
  using resampler = PcmResampler.open(RESAMPLER, rate, OUTPUT_RATE);
  return [...resampler.push(frames), ...resampler.flush()];
}

/** How a WAV file is written. */
export interface Written {
  readonly rate?: number;
  readonly channels?: number;
  readonly bits?: number;
  readonly tag?: number;
  readonly isExtensible?: boolean;
  /** What the header says of the data's size; by itself, the truth. */
  readonly size?: number;
  /** Chunks before `fmt ` and before `data`, and what follows the data. */
  readonly before?: Buffer;
  readonly between?: Buffer;
  readonly behind?: Buffer;
}

/** A chunk of RIFF, with the byte that makes its length even. */
export function chunk(name: string, body: Buffer, size = body.length): Buffer {
  const header = Buffer.alloc(8);
  header.write(name, "latin1");
  header.writeUInt32LE(size, 4);
  return Buffer.concat([header, body, Buffer.alloc(body.length % 2)]);
}

/** A WAV file around bytes of samples. */
export function wav(samples: Buffer, written: Written = {}): Buffer {
  const { rate = 24_000, channels = 1, bits = 16, tag = 1, isExtensible = false } = written;
  const format = Buffer.alloc(isExtensible ? 40 : 16);
  format.writeUInt16LE(isExtensible ? 0xfffe : tag, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt32LE((rate * channels * bits) / 8, 8);
  format.writeUInt16LE((channels * bits) / 8, 12);
  format.writeUInt16LE(bits, 14);
  if (isExtensible) {
    format.writeUInt16LE(22, 16);
    format.writeUInt16LE(bits, 18);
    format.writeUInt16LE(tag, 24);
    // The rest of KSDATAFORMAT_SUBTYPE_PCM and its like (ksmedia.h).
    Buffer.from("000000001000800000aa00389b71", "hex").copy(format, 26);
  }
  const nothing = Buffer.alloc(0);
  const { before = nothing, between = nothing, behind = nothing, size = samples.length } = written;
  const chunks = [before, chunk("fmt ", format), between, chunk("data", samples, size), behind];
  return chunk(
    "RIFF",
    Buffer.concat([Buffer.from("WAVE"), ...chunks]),
    size >= 0x7f000000 ? size : undefined,
  );
}
