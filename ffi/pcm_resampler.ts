import type { Library, Pointer } from "bun:ffi";
import { openLibrary } from "./library.ts";

const TTS_RESAMPLER_ABI = 1;

const symbols = {
  // uint32_t tts_resampler_abi(void);
  tts_resampler_abi: { args: [], returns: "u32" },
  // int32_t tts_resampler_open(uint32_t from, uint32_t to, tts_resampler **out);
  tts_resampler_open: { args: ["u32", "u32", "buffer"], returns: "i32" },
  // void tts_resampler_close(tts_resampler *resampler);
  tts_resampler_close: { args: ["ptr"], returns: "void" },
  // int32_t tts_resampler_push(tts_resampler *resampler, const int16_t *pcm, uint32_t frames, uint32_t *ready);
  tts_resampler_push: { args: ["ptr", "buffer", "u32", "buffer"], returns: "i32" },
  // int32_t tts_resampler_flush(tts_resampler *resampler, uint32_t *ready);
  tts_resampler_flush: { args: ["ptr", "buffer"], returns: "i32" },
  // int32_t tts_resampler_take(tts_resampler *resampler, int16_t *pcm, uint32_t capacity, uint32_t *taken);
  tts_resampler_take: { args: ["ptr", "buffer", "u32", "buffer"], returns: "i32" },
  // uint32_t tts_resampler_last_error(char *text, uint32_t capacity);
  tts_resampler_last_error: { args: ["buffer", "u32"], returns: "u32" },
} as const;

/** A call that the library refused; the message is its own sentence. */
export class ResamplerError extends Error {
  override readonly name = "ResamplerError";
}

const decoder = new TextDecoder();
/** Each path is loaded once, because a resampler is made for every clause. */
const loaded = new Map<string, Library<typeof symbols>>();
const NO_PCM = new Int16Array(0);
/** bun:ffi takes no empty typed array as a pointer; the length of 0 beside it keeps this byte from being read. */
const NOTHING = new Uint8Array(1);

/**
 * Brings mono 16-bit PCM from one rate to another, piece by piece, as if it had come in one. Its calls do not wait; about
 * 1.5 ms of the sound are held back until more comes. See native/pcm_resampler.h.
 */
export class PcmResampler implements Disposable {
  readonly #library: Library<typeof symbols>;
  #handle: Pointer | null;
  readonly #count = new Uint32Array(1);

  private constructor(library: Library<typeof symbols>, handle: Pointer) {
    this.#library = library;
    this.#handle = handle;
  }

  /**
   * @param library path of the resampler library
   * @param from rate of what is pushed, in Hz; 4,000 to 384,000
   * @param to rate of what is given back, in Hz, within the same bounds
   * @throws AppError PARTS_ABI when the library does not fit
   * @throws ResamplerError for another rate, or when there is no memory
   */
  static open(library: string, from: number, to: number): PcmResampler {
    const shim = loaded.get(library) ?? openLibrary(library, symbols, "tts_resampler_abi", TTS_RESAMPLER_ABI);
    loaded.set(library, shim);
    const out = new BigUint64Array(1);
    const status = shim.symbols.tts_resampler_open(from, to, out);
    if (status < 0) throw new ResamplerError(lastError(shim));
    return new PcmResampler(shim, Number(out[0]) as Pointer);
  }

  /** Takes frames of the stream, and returns what of the output is certain by them. @throws ResamplerError */
  push(pcm: Int16Array): Int16Array {
    const data = pcm.length === 0 ? NOTHING : pcm;
    this.#check(this.#library.symbols.tts_resampler_push(this.#live, data, pcm.length, this.#count));
    return this.#take();
  }

  /** Ends the stream, and returns the rest of the output. The next push begins a new stream. @throws ResamplerError */
  flush(): Int16Array {
    this.#check(this.#library.symbols.tts_resampler_flush(this.#live, this.#count));
    return this.#take();
  }

  [Symbol.dispose](): void {
    const handle = this.#handle;
    this.#handle = null;
    if (handle !== null) this.#library.symbols.tts_resampler_close(handle);
  }

  get #live(): Pointer {
    if (this.#handle === null) throw new Error("PcmResampler used after dispose");
    return this.#handle;
  }

  /** Everything that is ready. */
  #take(): Int16Array {
    const ready = this.#count[0] ?? 0;
    if (ready === 0) return NO_PCM;
    const pcm = new Int16Array(ready);
    this.#check(this.#library.symbols.tts_resampler_take(this.#live, pcm, ready, this.#count));
    return pcm;
  }

  #check(status: number): void {
    if (status < 0) throw new ResamplerError(lastError(this.#library));
  }
}

/** The library's sentence about the last failure on this thread. */
function lastError(library: Library<typeof symbols>): string {
  const text = new Uint8Array(512);
  const needed = library.symbols.tts_resampler_last_error(text, text.length);
  return decoder.decode(text.subarray(0, Math.min(needed, text.length)));
}
