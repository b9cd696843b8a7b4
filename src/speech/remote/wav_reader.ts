import { halfSound, noSound } from "./failure.ts";
import { monoFrames, type SampleFormat, sampleFormat } from "./samples.ts";

const CHUNK_HEADER_BYTES = 8;
const RIFF_HEADER_BYTES = 12;
/** WAVEFORMATEX without and with what WAVE_FORMAT_EXTENSIBLE adds. */
const FORMAT_BYTES = 16;
const EXTENSIBLE_BYTES = 40;
const EXTENSIBLE = 0xfffe;
/** Where the GUID of an extensible format begins; its first two bytes are the tag of the format inside. */
const SUBFORMAT_AT = 24;
/**
 * Writers that cannot seek leave the size of the data at 0 (Python's wave), at 0xFFFFFFFF (ffmpeg, OpenAI) or about
 * 0x7FFFFFFF (SoX): so many bytes of sound would be hours.
 */
const UNKNOWN_FROM = 0x7f000000;
/** No `fmt ` chunk is longer. */
const MOST_FORMAT_BYTES = 1024;

const NO_FRAMES = new Int16Array(0);
const NO_BYTES = new Uint8Array(0);

/**
 * Reads a WAV file while it arrives, cut anywhere: mono frames of 16 bits at the file's own rate. RIFF's chunks are as in
 * "Multimedia Programming Interface and Data Specifications 1.0" (IBM, Microsoft, 1991), formats as in "Multiple Channel
 * Audio Data and WAVE Files" (Microsoft): chunks begin at even places, `fmt ` comes before `data`, others are passed over.
 */
export class WavReader {
  /** What is needed whole and is not there yet. */
  #held: Uint8Array = NO_BYTES;
  #expects: "riff" | "chunk" | "format" | "data" = "riff";
  /** Bytes of the chunk that are still to come; of the data, Infinity where nobody knows. */
  #left = 0;
  #skip = 0;
  #format: SampleFormat | null = null;
  #isOver = false;

  /** Hz; 0 before the format is known. */
  get rate(): number {
    return this.#format?.rate ?? 0;
  }

  /** Takes in bytes, and returns the frames that they complete. @throws ServerFailure for what is no readable WAV */
  push(bytes: Uint8Array): Int16Array {
    let rest = this.#joined(bytes);
    while (!this.#isOver && this.#expects !== "data") {
      const skipped = Math.min(this.#skip, rest.length);
      this.#skip -= skipped;
      rest = rest.subarray(skipped);
      const needed = this.#needed();
      if (this.#skip > 0 || rest.length < needed) break;
      this.#take(new DataView(rest.buffer, rest.byteOffset, needed));
      rest = rest.subarray(needed);
    }
    if (this.#expects === "data" && !this.#isOver) return this.#frames(rest);
    this.#held = this.#isOver ? NO_BYTES : rest;
    return NO_FRAMES;
  }

  /** The bytes are over. @throws ServerFailure when the file is not whole */
  end(): void {
    if (this.#isOver) return;
    if (this.#format === null || this.#expects !== "data") throw halfSound("its WAV ends inside the header");
    if (Number.isFinite(this.#left)) throw halfSound(`its WAV ends ${this.#left} bytes too early`);
    if (this.#held.length > 0) throw halfSound("its WAV ends inside a sample");
  }

  #joined(bytes: Uint8Array): Uint8Array {
    return this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
  }

  #needed(): number {
    switch (this.#expects) {
      case "riff":
        return RIFF_HEADER_BYTES;
      case "format":
        return this.#left;
      default:
        return CHUNK_HEADER_BYTES;
    }
  }

  #take(view: DataView): void {
    if (this.#expects === "riff") {
      if (nameAt(view, 0) !== "RIFF" || nameAt(view, 8) !== "WAVE") throw noSound("its sound is no WAV file");
      this.#expects = "chunk";
    } else if (this.#expects === "format") {
      this.#format = formatIn(view);
      this.#skip = this.#left % 2;
      this.#expects = "chunk";
    } else this.#beginChunk(nameAt(view, 0), view.getUint32(4, true));
  }

  #beginChunk(name: string, size: number): void {
    if (name === "fmt ") {
      if (size < FORMAT_BYTES || size > MOST_FORMAT_BYTES)
        throw noSound(`the format of its WAV has ${size} bytes`);
      this.#left = size;
      this.#expects = "format";
    } else if (name === "data") {
      if (this.#format === null) throw noSound("its WAV does not tell its format before its sound");
      this.#left = size === 0 || size >= UNKNOWN_FROM ? Number.POSITIVE_INFINITY : size;
      this.#expects = "data";
    } else this.#skip = size + (size % 2);
  }

  #frames(bytes: Uint8Array): Int16Array {
    const format = this.#format;
    if (format === null) return NO_FRAMES;
    // What follows the data, such as a list of names, is no sound.
    const sound = bytes.subarray(0, Math.min(bytes.length, this.#left));
    const whole = sound.length - (sound.length % format.frameBytes);
    this.#held = sound.slice(whole);
    this.#left -= whole;
    if (this.#left < format.frameBytes) {
      if (this.#left > 0 && this.#held.length === this.#left) throw halfSound("its WAV ends inside a sample");
      this.#isOver = this.#left === 0;
    }
    return monoFrames(sound.subarray(0, whole), format);
  }
}

function nameAt(view: DataView, offset: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((place) => view.getUint8(offset + place)));
}

function formatIn(view: DataView): SampleFormat {
  const outer = view.getUint16(0, true);
  const isExtensible = outer === EXTENSIBLE && view.byteLength >= EXTENSIBLE_BYTES;
  return sampleFormat({
    tag: isExtensible ? view.getUint16(SUBFORMAT_AT, true) : outer,
    channels: view.getUint16(2, true),
    rate: view.getUint32(4, true),
    frameBytes: view.getUint16(12, true),
    bits: view.getUint16(14, true),
  });
}
