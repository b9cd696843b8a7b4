import type { Library, Pointer } from "bun:ffi";
import { openLibrary } from "./library.ts";

const TTS_BARE_ABI = 1;
const TEXT_BYTES = 4096;
const COST_BYTES = 24;

const symbols = {
  // uint32_t tts_bare_abi(void);
  tts_bare_abi: { args: [], returns: "u32" },
  // int32_t tts_bare_open(const char *folder, uint32_t folder_bytes, const char *path, uint32_t path_bytes, const char *prefix, uint32_t prefix_bytes, uint32_t n_ctx, uint32_t n_batch, uint32_t n_threads, uint64_t *load_us, tts_bare **out);
  tts_bare_open: {
    args: ["buffer", "u32", "buffer", "u32", "buffer", "u32", "u32", "u32", "u32", "buffer", "buffer"],
    returns: "i32",
  },
  // void tts_bare_close(tts_bare *bare);
  tts_bare_close: { args: ["ptr"], returns: "void" },
  // int32_t tts_bare_run(tts_bare *bare, const char *sentence, uint32_t sentence_bytes, const char *suffix, uint32_t suffix_bytes, uint32_t max_tokens, tts_bare_cost *cost);
  tts_bare_run: { args: ["ptr", "buffer", "u32", "buffer", "u32", "u32", "buffer"], returns: "i32" },
  // uint32_t tts_bare_last_error(char *text, uint32_t capacity);
  tts_bare_last_error: { args: ["buffer", "u32"], returns: "u32" },
} as const;

/** What a sentence cost the bare loop: tokens, and microseconds. */
export interface BareCost {
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly prefillUs: number;
  readonly decodeUs: number;
}

/** Sizes chosen at opening; see native/bare_loop.h. */
export interface BareSizes {
  readonly contextTokens: number;
  readonly batchTokens: number;
  readonly threads: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The least that loading and decoding a model costs; see native/bare_loop.h. Every call blocks. */
export class BareLoop implements Disposable {
  readonly #library: Library<typeof symbols>;
  #handle: Pointer | null;
  /** How long the loading took, in microseconds. */
  readonly loadUs: number;

  private constructor(library: Library<typeof symbols>, handle: Pointer, loadUs: number) {
    this.#library = library;
    this.#handle = handle;
    this.loadUs = loadUs;
  }

  /**
   * Loads a GGUF and prefills the prompt before every sentence.
   *
   * @param library path of the library
   * @param backends folder of libggml's CPU variants
   * @param prefix the prompt as text, control tokens included
   * @throws Error with the library's own sentence
   */
  static open(library: string, backends: string, model: string, prefix: string, sizes: BareSizes): BareLoop {
    const loop = openLibrary(library, symbols, "tts_bare_abi", TTS_BARE_ABI);
    const [folder, path, opening] = [encoder.encode(backends), encoder.encode(model), encoder.encode(prefix)];
    const loadUs = new BigUint64Array(1);
    const out = new BigUint64Array(1);
    check(
      loop,
      loop.symbols.tts_bare_open(
        folder,
        folder.length,
        path,
        path.length,
        opening,
        opening.length,
        sizes.contextTokens,
        sizes.batchTokens,
        sizes.threads,
        loadUs,
        out,
      ),
    );
    return new BareLoop(loop, Number(out[0]) as Pointer, Number(loadUs[0]));
  }

  /**
   * Translates one sentence as plainly as can be.
   *
   * @param suffix the prompt behind the sentence, as text
   * @throws Error with the library's own sentence
   */
  run(sentence: string, suffix: string, maxTokens: number): BareCost {
    if (this.#handle === null) throw new Error("BareLoop used after dispose");
    const [text, closing] = [encoder.encode(sentence), encoder.encode(suffix)];
    const cost = new DataView(new ArrayBuffer(COST_BYTES));
    check(
      this.#library,
      this.#library.symbols.tts_bare_run(
        this.#handle,
        text,
        text.length,
        closing,
        closing.length,
        maxTokens,
        cost,
      ),
    );
    return {
      promptTokens: cost.getUint32(0, true),
      outputTokens: cost.getUint32(4, true),
      prefillUs: Number(cost.getBigUint64(8, true)),
      decodeUs: Number(cost.getBigUint64(16, true)),
    };
  }

  [Symbol.dispose](): void {
    const handle = this.#handle;
    this.#handle = null;
    if (handle !== null) this.#library.symbols.tts_bare_close(handle);
  }
}

function check(library: Library<typeof symbols>, status: number): void {
  if (status >= 0) return;
  const text = new Uint8Array(TEXT_BYTES);
  const length = Math.min(library.symbols.tts_bare_last_error(text, text.length), text.length);
  throw new Error(decoder.decode(text.subarray(0, length)));
}
