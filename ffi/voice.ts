import type { Library, Pointer } from "bun:ffi";
import { AppError } from "../src/errors.ts";
import type { Prosody } from "../src/speech/synthesizer.ts";
import type { SystemVoice } from "../src/workers/system_voices.ts";
import { openLibrary } from "./library.ts";

const TTS_VOICE_ABI = 2;
const DONE = 1;
const TIMEOUT = 2;

const symbols = {
  // uint32_t tts_voice_abi(void);
  tts_voice_abi: { args: [], returns: "u32" },
  // int32_t tts_voice_open(const char *name, uint32_t name_bytes, const char *data, uint32_t data_bytes, tts_voice **out);
  tts_voice_open: { args: ["buffer", "u32", "buffer", "u32", "buffer"], returns: "i32" },
  // void tts_voice_close(tts_voice *voice);
  tts_voice_close: { args: ["ptr"], returns: "void" },
  // int32_t tts_voice_rate(const tts_voice *voice, uint32_t *hz);
  tts_voice_rate: { args: ["ptr", "buffer"], returns: "i32" },
  // int32_t tts_voice_start(tts_voice *voice, const char *text, uint32_t text_bytes, double speed, double pitch);
  tts_voice_start: { args: ["ptr", "buffer", "u32", "f64", "f64"], returns: "i32" },
  // int32_t tts_voice_next(tts_voice *voice, int16_t *pcm, uint32_t capacity, uint32_t timeout_ms, uint32_t *frames);
  tts_voice_next: { args: ["ptr", "buffer", "u32", "u32", "buffer"], returns: "i32" },
  // int32_t tts_voice_stop(tts_voice *voice);
  tts_voice_stop: { args: ["ptr"], returns: "i32" },
  // int32_t tts_voice_names(char *text, uint32_t capacity, uint32_t *bytes);
  tts_voice_names: { args: ["buffer", "u32", "buffer"], returns: "i32" },
  // uint32_t tts_voice_last_error(char *text, uint32_t capacity);
  tts_voice_last_error: { args: ["buffer", "u32"], returns: "u32" },
} as const;

/** What {@link Voice.next} found; `frames` is 0 unless the status is `frames`. */
export interface Pulled {
  status: "frames" | "done" | "timeout";
  frames: number;
}

/** A call that the library refused, or an utterance it could not speak; the message is its own sentence. */
export class VoiceError extends Error {
  override readonly name = "VoiceError";
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** bun:ffi takes no empty typed array as a pointer; the length of 0 beside it keeps this byte from being read. */
const NOTHING = new Uint8Array(1);
const orNothing = (bytes: Uint8Array) => (bytes.length === 0 ? NOTHING : bytes);

/**
 * A voice that speaks one utterance at a time: {@link Voice.start} it, then pull its PCM with {@link Voice.next} until
 * that is `done`. Use it in a process that may die: the voice is native code. See native/voice.h.
 */
export class Voice implements Disposable {
  readonly #library: Library<typeof symbols>;
  #handle: Pointer | null;
  readonly #count = new Uint32Array(1);
  /** Sampling rate of the PCM, in Hz. */
  readonly rate: number;

  private constructor(library: Library<typeof symbols>, handle: Pointer) {
    this.#library = library;
    this.#handle = handle;
    this.#check(library.symbols.tts_voice_rate(handle, this.#count));
    this.rate = this.#count[0] ?? 0;
  }

  /**
   * Loads a voice library and opens one of its voices.
   *
   * @param library path of the voice library
   * @param name path of an .htsvoice file (Open JTalk) or of a pack's style (Kokoro); any name (echo)
   * @param data folder of the pronunciation dictionary (Open JTalk, Kokoro); empty where none is needed
   * @throws AppError PARTS_ABI when the library does not fit; VOICE_REFUSED when it cannot open the voice
   */
  static open(library: string, name: string, data: string): Voice {
    const shim = openLibrary(library, symbols, "tts_voice_abi", TTS_VOICE_ABI);
    const nameBytes = encoder.encode(name);
    const dataBytes = encoder.encode(data);
    const out = new BigUint64Array(1);
    const status = shim.symbols.tts_voice_open(
      orNothing(nameBytes),
      nameBytes.length,
      orNothing(dataBytes),
      dataBytes.length,
      out,
    );
    if (status < 0) {
      throw new AppError("VOICE_REFUSED", {
        what: "the voice cannot be opened",
        why: lastError(shim),
        fix: "choose another voice with --voice, or install stream-tts-bun again",
      });
    }
    return new Voice(shim, Number(out[0]) as Pointer);
  }

  /**
   * The voices that the system itself has for a voice library; none for one whose voices are files. Blocks the calling
   * thread, which must be the main one with Apple's voice.
   *
   * @param library path of the voice library
   * @throws AppError PARTS_ABI when the library does not fit
   * @throws VoiceError when the system does not tell
   */
  static names(library: string): SystemVoice[] {
    const shim = openLibrary(library, symbols, "tts_voice_abi", TTS_VOICE_ABI);
    const needed = new Uint32Array(1);
    // A voice may be installed between two calls.
    for (let text = new Uint8Array(4096); ; text = new Uint8Array(needed[0] ?? 0)) {
      if (shim.symbols.tts_voice_names(text, text.length, needed) < 0) throw new VoiceError(lastError(shim));
      const bytes = needed[0] ?? 0;
      if (bytes <= text.length) return systemVoicesIn(decoder.decode(text.subarray(0, bytes)));
    }
  }

  get #live(): Pointer {
    if (this.#handle === null) throw new Error("Voice used after dispose");
    return this.#handle;
  }

  /**
   * Begins to speak `text`, of at most 64 KiB of UTF-8, and returns at once. Text without anything to pronounce is
   * `done` at the first {@link Voice.next}.
   *
   * @throws VoiceError when the last utterance is neither pulled until `done` nor stopped, or an argument is refused
   */
  start(text: string, { speed, pitch }: Prosody): void {
    const bytes = encoder.encode(text);
    this.#check(
      this.#library.symbols.tts_voice_start(this.#live, orNothing(bytes), bytes.length, speed, pitch),
    );
  }

  /**
   * Waits up to `timeoutMs` for PCM of the utterance and copies it to the front of `into`, one sample a frame. Blocks
   * the calling thread meanwhile. Once `done`, it stays `done` until the next {@link Voice.start}.
   *
   * @throws VoiceError when the synthesis failed, which ends the utterance, or when nothing was ever started
   */
  next(into: Int16Array, timeoutMs: number): Pulled {
    const status = this.#check(
      this.#library.symbols.tts_voice_next(this.#live, into, into.length, timeoutMs, this.#count),
    );
    if (status === DONE) return { status: "done", frames: 0 };
    if (status === TIMEOUT) return { status: "timeout", frames: 0 };
    return { status: "frames", frames: this.#count[0] ?? 0 };
  }

  /** Ends the running utterance and drops what was not pulled; {@link Voice.next} is `done` from now on. */
  stop(): void {
    this.#check(this.#library.symbols.tts_voice_stop(this.#live));
  }

  /** Stops and frees the voice; waits for the chunk that is being synthesised. */
  [Symbol.dispose](): void {
    const handle = this.#handle;
    this.#handle = null;
    if (handle !== null) this.#library.symbols.tts_voice_close(handle);
  }

  #check(status: number): number {
    if (status < 0) throw new VoiceError(lastError(this.#library));
    return status;
  }
}

function systemVoicesIn(lines: string): SystemVoice[] {
  return lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [name = "", language = "", description = ""] = line.split("\t");
      return { name, language, description };
    });
}

/** The library's sentence about the last failure on this thread. */
function lastError(library: Library<typeof symbols>): string {
  const needed = library.symbols.tts_voice_last_error(NOTHING, 0);
  const text = new Uint8Array(needed);
  library.symbols.tts_voice_last_error(orNothing(text), needed);
  return decoder.decode(text);
}
