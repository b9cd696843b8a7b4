import type { Library, Pointer } from "bun:ffi";
import { openLibrary } from "./library.ts";

const TTS_LLM_ABI = 5;
const TEXT_BYTES = 4096;
const EVENT_BYTES = 40;

const symbols = {
  // uint32_t tts_llm_abi(void);
  tts_llm_abi: { args: [], returns: "u32" },
  // int32_t tts_llm_backends(const char *folder, uint32_t folder_bytes);
  tts_llm_backends: { args: ["buffer", "u32"], returns: "i32" },
  // int32_t tts_llm_devices(char *text, uint32_t capacity, uint32_t *needed);
  tts_llm_devices: { args: ["buffer", "u32", "buffer"], returns: "i32" },
  // int32_t tts_llm_open(const char *path, uint32_t path_bytes, uint32_t n_ctx, uint32_t n_seq, uint32_t n_batch, uint32_t n_threads, tts_llm **out);
  tts_llm_open: { args: ["buffer", "u32", "u32", "u32", "u32", "u32", "buffer"], returns: "i32" },
  // void tts_llm_close(tts_llm *llm);
  tts_llm_close: { args: ["ptr"], returns: "void" },
  // int32_t tts_llm_next(tts_llm *llm, uint32_t timeout_ms, tts_llm_event *event, char *text);
  tts_llm_next: { args: ["ptr", "u32", "buffer", "buffer"], returns: "i32" },
  // uint64_t tts_llm_progress(const tts_llm *llm);
  tts_llm_progress: { args: ["ptr"], returns: "u64" },
  // int32_t tts_llm_metadata(const tts_llm *llm, const char *key, uint32_t key_bytes, char *text, uint32_t capacity, uint32_t *needed);
  tts_llm_metadata: { args: ["ptr", "buffer", "u32", "buffer", "u32", "buffer"], returns: "i32" },
  // int32_t tts_llm_template(const tts_llm *llm, const char *messages, uint32_t messages_bytes, char *text, uint32_t capacity, uint32_t *needed);
  tts_llm_template: { args: ["ptr", "buffer", "u32", "buffer", "u32", "buffer"], returns: "i32" },
  // int32_t tts_llm_tokenize(const tts_llm *llm, const char *text, uint32_t text_bytes, int32_t special, int32_t *tokens, uint32_t capacity, uint32_t *needed);
  tts_llm_tokenize: { args: ["ptr", "buffer", "u32", "i32", "buffer", "u32", "buffer"], returns: "i32" },
  // int32_t tts_llm_piece(const tts_llm *llm, int32_t token, char *text, uint32_t capacity, uint32_t *needed);
  tts_llm_piece: { args: ["ptr", "i32", "buffer", "u32", "buffer"], returns: "i32" },
  // int32_t tts_llm_characters(tts_llm *llm, const uint8_t *written, uint32_t written_bytes);
  tts_llm_characters: { args: ["ptr", "buffer", "u32"], returns: "i32" },
  // int32_t tts_llm_threads(tts_llm *llm, uint32_t decode, uint32_t prefill);
  tts_llm_threads: { args: ["ptr", "u32", "u32"], returns: "i32" },
  // int32_t tts_llm_append(tts_llm *llm, uint32_t ticket, uint32_t seq, const int32_t *tokens, uint32_t n_tokens);
  tts_llm_append: { args: ["ptr", "u32", "u32", "buffer", "u32"], returns: "i32" },
  // int32_t tts_llm_rollback(tts_llm *llm, uint32_t ticket, uint32_t seq, uint32_t n_keep);
  tts_llm_rollback: { args: ["ptr", "u32", "u32", "u32"], returns: "i32" },
  // int32_t tts_llm_fork(tts_llm *llm, uint32_t ticket, uint32_t from, uint32_t to);
  tts_llm_fork: { args: ["ptr", "u32", "u32", "u32"], returns: "i32" },
  // int32_t tts_llm_generate(tts_llm *llm, uint32_t ticket, uint32_t seq, uint32_t max_tokens, const int32_t *forced, uint32_t n_forced, const char *words, uint32_t words_bytes);
  tts_llm_generate: { args: ["ptr", "u32", "u32", "u32", "buffer", "u32", "buffer", "u32"], returns: "i32" },
  // int32_t tts_llm_save(tts_llm *llm, uint32_t ticket, uint32_t seq, const char *path, uint32_t path_bytes);
  tts_llm_save: { args: ["ptr", "u32", "u32", "buffer", "u32"], returns: "i32" },
  // int32_t tts_llm_restore(tts_llm *llm, uint32_t ticket, uint32_t seq, const char *path, uint32_t path_bytes, const int32_t *tokens, uint32_t n_tokens);
  tts_llm_restore: { args: ["ptr", "u32", "u32", "buffer", "u32", "buffer", "u32"], returns: "i32" },
  // int32_t tts_llm_abort(tts_llm *llm);
  tts_llm_abort: { args: ["ptr"], returns: "i32" },
  // uint32_t tts_llm_last_error(char *text, uint32_t capacity);
  tts_llm_last_error: { args: ["buffer", "u32"], returns: "u32" },
} as const;

/** What the library tells of a command; `ticket` is the caller's number, 0 for the loading. */
export type LlmEvent =
  | { kind: "loaded"; ticket: number }
  /** One generated token. `text` holds whole characters and may be empty while one is incomplete. */
  | { kind: "token"; ticket: number; token: number; text: string; prefillUs: number; decodeUs: number }
  | {
      kind: "done";
      ticket: number;
      /** How a `generate` ended. */
      reason: "end" | "length";
      promptTokens: number;
      outputTokens: number;
      prefillUs: number;
      decodeUs: number;
    }
  | { kind: "aborted"; ticket: number }
  | { kind: "failed"; ticket: number; why: string };

/** Sizes chosen at opening; see native/llm.h. */
export interface LlmSizes {
  /** KV cache, in tokens, shared by all sequences. */
  contextTokens: number;
  sequences: number;
  /** Tokens decoded at once in prefill. */
  batchTokens: number;
  threads: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** bun:ffi refuses an empty typed array as a pointer; a length of 0 beside it keeps this byte from being read. */
const NOTHING = new Uint8Array(1);
const orNothing = <T extends Uint8Array | Int32Array>(array: T) => (array.length === 0 ? NOTHING : array);

/** A call that the library refused; the message is its own sentence. */
export class LlmError extends Error {
  override readonly name = "LlmError";
}

/**
 * A language model that stays resident. Commands are queued and return at once; {@link Llm.next} pulls what became of
 * them. Use it in a process that may die: an assertion inside ggml aborts.
 */
export class Llm implements Disposable {
  readonly #library: Library<typeof symbols>;
  #handle: Pointer | null;
  readonly #event = new DataView(new ArrayBuffer(EVENT_BYTES));
  readonly #text = new Uint8Array(TEXT_BYTES);
  readonly #needed = new Uint32Array(1);
  /** Kept, because asking for the piece of every token of a vocabulary would make 150 MB of garbage otherwise. */
  readonly #scratch = new Uint8Array(1024);

  private constructor(library: Library<typeof symbols>, handle: Pointer) {
    this.#library = library;
    this.#handle = handle;
  }

  /**
   * Loads the shim and the CPU backend and begins to load a GGUF; `loaded` or `failed` with ticket 0 follows.
   *
   * @param library path of the shim
   * @param backends folder of libggml's CPU variants
   * @throws AppError PARTS_ABI, or LlmError when a backend or an argument is refused
   */
  static open(library: string, backends: string, model: string, sizes: LlmSizes): Llm {
    const shim = openShim(library, backends);
    const path = encoder.encode(model);
    const out = new BigUint64Array(1);
    check(
      shim,
      shim.symbols.tts_llm_open(
        orNothing(path),
        path.length,
        sizes.contextTokens,
        sizes.sequences,
        sizes.batchTokens,
        sizes.threads,
        out,
      ),
    );
    return new Llm(shim, Number(out[0]) as Pointer);
  }

  get #live(): Pointer {
    if (this.#handle === null) throw new Error("Llm used after dispose");
    return this.#handle;
  }

  /** Waits up to `timeoutMs` for the next event; null when none came. Blocks the calling thread meanwhile. */
  next(timeoutMs: number): LlmEvent | null {
    const event = this.#event;
    const status = this.#library.symbols.tts_llm_next(this.#live, timeoutMs, event, this.#text);
    if (this.#check(status) === 1) return null;
    const kind = event.getInt32(0, true);
    const ticket = event.getUint32(4, true);
    const text = decoder.decode(this.#text.subarray(0, event.getUint32(12, true)));
    switch (kind) {
      case 1:
        return { kind: "loaded", ticket };
      case 2:
        return {
          kind: "token",
          ticket,
          token: event.getInt32(8, true),
          text,
          prefillUs: event.getUint32(32, true),
          decodeUs: event.getUint32(36, true),
        };
      case 3:
        return {
          kind: "done",
          ticket,
          reason: event.getUint32(24, true) === 0 ? "end" : "length",
          promptTokens: event.getUint32(16, true),
          outputTokens: event.getUint32(20, true),
          prefillUs: event.getUint32(32, true),
          decodeUs: event.getUint32(36, true),
        };
      case 4:
        return { kind: "aborted", ticket };
      case 5:
        return { kind: "failed", ticket, why: text };
      default:
        throw new LlmError(`the library sent an event of unknown kind ${kind}`);
    }
  }

  /** A count that grows while the library gets on with its work; standing still means a hang. */
  get progress(): bigint {
    return this.#library.symbols.tts_llm_progress(this.#live);
  }

  /** A value of the GGUF's metadata as text, or null where the key is absent. */
  metadata(key: string): string | null {
    const bytes = encoder.encode(key);
    const read = (into: Uint8Array) =>
      this.#library.symbols.tts_llm_metadata(
        this.#live,
        orNothing(bytes),
        bytes.length,
        into,
        into.length,
        this.#needed,
      );
    const text = this.#sized(read);
    return text.length === 0 ? null : decoder.decode(text);
  }

  /**
   * The prompt for the assistant's next turn, by the GGUF's own chat template. Text must hold no NUL.
   *
   * @throws LlmError when the GGUF has no template that libllama knows
   */
  template(messages: readonly { role: string; content: string }[]): string {
    const bytes = encoder.encode(messages.map((m) => `${m.role}\0${m.content}\0`).join(""));
    return decoder.decode(
      this.#sized((into) =>
        this.#library.symbols.tts_llm_template(
          this.#live,
          orNothing(bytes),
          bytes.length,
          into,
          into.length,
          this.#needed,
        ),
      ),
    );
  }

  /** Tokens of `text`; only with `special` may its parts become control tokens. */
  tokenize(text: string, special: boolean): Int32Array {
    const bytes = encoder.encode(text);
    let tokens = new Int32Array(bytes.length + 1);
    const read = () =>
      this.#check(
        this.#library.symbols.tts_llm_tokenize(
          this.#live,
          orNothing(bytes),
          bytes.length,
          special ? 1 : 0,
          tokens,
          tokens.length,
          this.#needed,
        ),
      );
    read();
    if ((this.#needed[0] ?? 0) > tokens.length) {
      tokens = new Int32Array(this.#needed[0] ?? 0);
      read();
    }
    return tokens.subarray(0, this.#needed[0]);
  }

  /** The bytes a token stands for; they need not be whole characters. */
  piece(token: number): Uint8Array {
    return this.#sized((into) =>
      this.#library.symbols.tts_llm_piece(this.#live, token, into, into.length, this.#needed),
    );
  }

  /**
   * Restricts what is generated to some characters, however they are spelled in tokens.
   *
   * @param written 8192 bytes, U+n in bit n % 8 of byte n / 8; null lifts the restriction
   */
  characters(written: Uint8Array | null): void {
    const bytes = written ?? NOTHING;
    this.#check(
      this.#library.symbols.tts_llm_characters(this.#live, bytes, written === null ? 0 : bytes.length),
    );
  }

  /**
   * Threads for decoding and for prefill, from the next batch on; 0: as many as are free, up to those given at opening.
   */
  threads(decode: number, prefill: number): void {
    this.#check(this.#library.symbols.tts_llm_threads(this.#live, decode, prefill));
  }

  /** Queues: append tokens to a sequence and prefill all but the last. */
  append(ticket: number, sequence: number, tokens: Int32Array): void {
    this.#check(
      this.#library.symbols.tts_llm_append(this.#live, ticket, sequence, orNothing(tokens), tokens.length),
    );
  }

  /** Queues: cut a sequence back to its first `keep` tokens. */
  rollback(ticket: number, sequence: number, keep: number): void {
    this.#check(this.#library.symbols.tts_llm_rollback(this.#live, ticket, sequence, keep));
  }

  /** Queues: make sequence `to` a copy of `from`, sharing its KV cells. */
  fork(ticket: number, from: number, to: number): void {
    this.#check(this.#library.symbols.tts_llm_fork(this.#live, ticket, from, to));
  }

  /**
   * Queues: greedy generation of at most `maxTokens`, opened by the `forced` tokens.
   *
   * @param words what may be written in Latin letters and digits, in any case, besides up to five capitals; null: anything
   */
  generate(
    ticket: number,
    sequence: number,
    maxTokens: number,
    forced: Int32Array,
    words: readonly string[] | null,
  ): void {
    // An empty word stands for none at all.
    const spelled =
      words === null ? NOTHING : encoder.encode(["", ...words].map((word) => `${word}\0`).join(""));
    this.#check(
      this.#library.symbols.tts_llm_generate(
        this.#live,
        ticket,
        sequence,
        maxTokens,
        orNothing(forced),
        forced.length,
        spelled,
        words === null ? 0 : spelled.length,
      ),
    );
  }

  /** Queues: write a sequence's tokens and KV cells to a file. */
  save(ticket: number, sequence: number, path: string): void {
    const bytes = encoder.encode(path);
    this.#check(
      this.#library.symbols.tts_llm_save(this.#live, ticket, sequence, orNothing(bytes), bytes.length),
    );
  }

  /** Queues: restore what {@link Llm.save} wrote, provided it holds exactly `tokens`. */
  restore(ticket: number, sequence: number, path: string, tokens: Int32Array): void {
    const bytes = encoder.encode(path);
    this.#check(
      this.#library.symbols.tts_llm_restore(
        this.#live,
        ticket,
        sequence,
        orNothing(bytes),
        bytes.length,
        orNothing(tokens),
        tokens.length,
      ),
    );
  }

  /** Ends the running command and all that are queued; each answers `aborted`. */
  abort(): void {
    this.#check(this.#library.symbols.tts_llm_abort(this.#live));
  }

  [Symbol.dispose](): void {
    const handle = this.#handle;
    this.#handle = null;
    if (handle !== null) this.#library.symbols.tts_llm_close(handle);
  }

  #check(status: number): number {
    return check(this.#library, status);
  }

  /** Calls `read` with a buffer, and once more with a larger one when the first was too small; returns a copy. */
  #sized(read: (into: Uint8Array) => number): Uint8Array {
    let into = this.#scratch;
    this.#check(read(into));
    if ((this.#needed[0] ?? 0) > into.length) {
      into = new Uint8Array(this.#needed[0] ?? 0);
      this.#check(read(into));
    }
    return into.slice(0, this.#needed[0]);
  }
}

/** Loads the shim and, below it, the ggml backend that suits this processor best. */
function openShim(library: string, backends: string): Library<typeof symbols> {
  const shim = openLibrary(library, symbols, "tts_llm_abi", TTS_LLM_ABI);
  const folder = encoder.encode(backends);
  check(shim, shim.symbols.tts_llm_backends(orNothing(folder), folder.length));
  return shim;
}

/** What ggml computes with. */
export interface ComputeDevice {
  readonly name: string;
  readonly description: string;
  /** What its backend was built to use, such as AVX512. */
  readonly features: readonly string[];
}

/**
 * The devices that ggml would compute with, without a model. The processor's own backend is the last resort, and its
 * features show which variant was chosen.
 *
 * @param library path of the shim
 * @param backends folder of libggml's variants
 * @throws AppError PARTS_ABI, or LlmError when there is no backend for this machine
 */
export function computeDevices(library: string, backends: string): ComputeDevice[] {
  const shim = openShim(library, backends);
  const text = new Uint8Array(TEXT_BYTES);
  const needed = new Uint32Array(1);
  check(shim, shim.symbols.tts_llm_devices(text, text.length, needed));
  const lines = decoder.decode(text.subarray(0, needed[0])).split("\n").slice(0, -1);
  return lines.map((line) => {
    const [name = "", description = "", features = ""] = line.split("\t");
    return { name, description, features: features.split(" ").filter((feature) => feature !== "") };
  });
}

function check(library: Library<typeof symbols>, status: number): number {
  if (status >= 0) return status;
  const text = new Uint8Array(TEXT_BYTES);
  const length = Math.min(library.symbols.tts_llm_last_error(text, text.length), text.length);
  throw new LlmError(decoder.decode(text.subarray(0, length)));
}
