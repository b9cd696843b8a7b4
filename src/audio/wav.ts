import { closeSync, openSync, writeSync } from "node:fs";
import { AppError, reasonOf } from "../errors.ts";
import { OUTPUT_RATE, type Sink } from "./sink.ts";

const HEADER_BYTES = 44;
const MAX_DATA_BYTES = 0xffffffff - HEADER_BYTES;
const BYTES_PER_FRAME = 2;

/**
 * Header of a WAV file of mono int16 PCM ("Multimedia Programming Interface and Data Specifications 1.0", IBM and
 * Microsoft 1991: RIFF, `fmt ` with WAVE_FORMAT_PCM, `data`).
 *
 * @param dataBytes length of the samples in bytes
 * @param rate Hz
 */
export function wavHeader(dataBytes: number, rate: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  const tag = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at);
  tag(0, "RIFF");
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  tag(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * BYTES_PER_FRAME, true);
  view.setUint16(32, BYTES_PER_FRAME, true);
  view.setUint16(34, 8 * BYTES_PER_FRAME, true);
  tag(36, "data");
  view.setUint32(40, dataBytes, true);
  return bytes;
}

/**
 * One WAV file. Its header is brought up to date with every write, so that the file is valid whatever ends the
 * process.
 *
 * @throws AppError OUTPUT_UNWRITABLE when the file cannot be written; a full disk is reported by `write`
 */
export class WavFile implements Sink {
  readonly #path: string;
  #file: number | null;
  #dataBytes = 0;

  constructor(path: string) {
    this.#path = path;
    this.#file = this.#attempt(() => openSync(path, "w"));
    this.#writeHeader();
  }

  async write(pcm: Int16Array): Promise<void> {
    const file = this.#file;
    if (file === null || pcm.length === 0) return;
    const bytes = new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength);
    if (this.#dataBytes + bytes.length > MAX_DATA_BYTES)
      throw this.#refuse("a WAV file holds at most 4 GB, and this one is full");
    this.#attempt(() => {
      for (let sent = 0; sent < bytes.length; )
        sent += writeSync(file, bytes, sent, bytes.length - sent, HEADER_BYTES + this.#dataBytes + sent);
    });
    this.#dataBytes += bytes.length;
    this.#writeHeader();
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #writeHeader(): void {
    const file = this.#file;
    if (file === null) return;
    this.#attempt(() => writeSync(file, wavHeader(this.#dataBytes, OUTPUT_RATE), 0, HEADER_BYTES, 0));
  }

  #attempt<Result>(write: () => Result): Result {
    try {
      return write();
    } catch (error) {
      throw this.#refuse(reasonOf(error), error);
    }
  }

  #refuse(why: string, cause?: unknown): AppError {
    return new AppError(
      "OUTPUT_UNWRITABLE",
      {
        what: `the sound cannot be written to ${this.#path}`,
        why,
        fix: "give --output a path in a folder you may write to, with room for 6 MB a minute",
      },
      cause,
    );
  }
}
