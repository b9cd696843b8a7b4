import { halfSound, noSound } from "./failure.ts";
import { monoFrames, rawFormat, type SampleFormat } from "./samples.ts";
import { WavReader } from "./wav_reader.ts";

const MAGIC_BYTES = 4;
const NO_FRAMES = new Int16Array(0);
const NO_BYTES = new Uint8Array(0);
/** The newest version of ID3v2, which stands behind its name. */
const NEWEST_ID3 = 4;

/**
 * Types that sound without a header comes as, where it comes as any: CosyVoice names none, Kokoro-FastAPI and vLLM-Omni
 * say audio/pcm, openedai-speech audio/pcm;rate=22050. Not audio/l16, which has its bytes the other way round (RFC 2586).
 */
const RAW = /^(?:audio\/(?:pcm|x-pcm|raw|x-raw)|(?:application|binary)\/octet-stream)$/;
const AUDIO = /^(?:audio\/.+|(?:application|binary)\/octet-stream)$/;
const RATE = /;\s*rate=(\d+)/i;

/** What a content-type says of an answer that should be sound. */
interface SoundType {
  /** What people are told. */
  readonly named: string;
  /** It may be sound at all. */
  readonly isAudio: boolean;
  /** Without a header of a WAV file it is plain PCM. */
  readonly mayBeRaw: boolean;
  /** Hz; null where it tells none. */
  readonly rate: number | null;
}

export function soundTypeOf(contentType: string | null): SoundType {
  const named = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  const rate = RATE.exec(contentType ?? "")?.[1];
  return {
    named: named === "" ? "nothing that it names" : named,
    isAudio: named === "" || AUDIO.test(named),
    mayBeRaw: named === "" || RAW.test(named),
    rate: rate === undefined ? null : Number(rate),
  };
}

/** Reads sound while it arrives: a WAV file, known by its first bytes whatever was asked for, or else plain int16 LE. */
export class SoundReader {
  readonly #type: SoundType;
  readonly #rawRate: number;
  #held: Uint8Array = NO_BYTES;
  #reader: WavReader | RawReader | null = null;

  /** @param rawRate of plain PCM, in Hz */
  constructor(type: SoundType, rawRate: number) {
    this.#type = type;
    this.#rawRate = rawRate;
  }

  /** Hz; known once frames have come. */
  get rate(): number {
    return this.#reader?.rate ?? 0;
  }

  /** Takes in bytes, and returns the mono frames that they complete. @throws ServerFailure for what is no sound */
  push(bytes: Uint8Array): Int16Array {
    if (this.#reader !== null) return this.#reader.push(bytes);
    const begun = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    this.#held = begun;
    if (begun.length < MAGIC_BYTES) return NO_FRAMES;
    this.#reader = this.#readerOf(String.fromCharCode(...begun.subarray(0, MAGIC_BYTES)));
    this.#held = NO_BYTES;
    return this.#reader.push(begun);
  }

  /** The answer is over. @throws ServerFailure when it was empty, or ends too early */
  end(): void {
    if (this.#reader !== null) this.#reader.end();
    else if (this.#held.length > 0) throw halfSound(`its sound has ${this.#held.length} bytes`);
    else throw halfSound("its answer is empty");
  }

  #readerOf(magic: string): WavReader | RawReader {
    if (magic === "RIFF") return new WavReader();
    const compressed = compressionOf(magic);
    if (compressed !== null) throw noSound(`it answered with ${compressed}, which is not read`);
    if (!this.#type.mayBeRaw)
      throw noSound(
        `it calls its answer ${this.#type.named}, which is neither plain PCM nor holds a WAV file`,
      );
    return new RawReader(this.#rawRate);
  }
}

/** What begins like that (RFC 3533, RFC 9639, ID3v2, EBU Tech 3306); null for what may be plain PCM. */
function compressionOf(magic: string): string | null {
  if (magic === "OggS") return "Ogg";
  if (magic === "fLaC") return "FLAC";
  if (magic === "RF64") return "RF64";
  return magic.startsWith("ID3") && magic.charCodeAt(3) <= NEWEST_ID3 ? "MP3" : null;
}

/** Mono int16 LE without a header. */
class RawReader {
  readonly #format: SampleFormat;
  #odd: Uint8Array = NO_BYTES;

  constructor(rate: number) {
    this.#format = rawFormat(rate);
  }

  get rate(): number {
    return this.#format.rate;
  }

  push(bytes: Uint8Array): Int16Array {
    const all = this.#odd.length === 0 ? bytes : Buffer.concat([this.#odd, bytes]);
    const whole = all.length - (all.length % this.#format.frameBytes);
    this.#odd = all.slice(whole);
    return monoFrames(all.subarray(0, whole), this.#format);
  }

  end(): void {
    if (this.#odd.length > 0) throw halfSound("its sound ends inside a sample");
  }
}
