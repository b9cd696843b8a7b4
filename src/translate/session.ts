import type { Llm, LlmEvent } from "../../ffi/llm.ts";
import { japaneseBits } from "./characters.ts";
import type { PromptProfile } from "./profile.ts";
import { renderPrompt } from "./prompt.ts";
import { SavedPrefix } from "./saved_prefix.ts";

/**
 * Sequence 0 holds the prefix (system prompt and examples); every utterance is decoded in a fork of it, or of the draft,
 * which holds the beginning of the sentence that is still arriving.
 */
const PREFIX = 0;
const UTTERANCE = 1;
const DRAFT = 2;
export const SEQUENCES = 3;

/** A sentence whose beginning is longer than this will be cut before it is translated, in tokens. */
const LONGEST_DRAFT = 160;

/** Waits for the answer to one command of the library. */
export type Settle = (command: (ticket: number) => void) => Promise<LlmEvent>;

/** One utterance, and what is demanded of its Japanese. */
export interface Demand {
  readonly text: string;
  /** Japanese the output must open with. */
  readonly forced: string;
  /** What the model is told behind the sentence; empty: nothing. */
  readonly note: string;
  /** What may be written in Latin letters and digits. */
  readonly words: readonly string[];
}

/** The prompt, tokenised once: what stands before every utterance and what follows it. */
export class PromptSession {
  /** What stands before every utterance and behind it, as text with control tokens. */
  readonly prompt: { readonly prefix: string; readonly suffix: string };
  readonly #llm: Llm;
  readonly #prefix: Int32Array;
  readonly #suffix: Int32Array;
  /** The tokens of the draft behind the prefix. */
  #draft: Int32Array = new Int32Array(0);

  constructor(llm: Llm, profile: PromptProfile) {
    this.#llm = llm;
    this.prompt = renderPrompt(profile, (messages) => llm.template(messages));
    this.#prefix = llm.tokenize(this.prompt.prefix, true);
    this.#suffix = llm.tokenize(this.prompt.suffix, true);
  }

  get prefixTokens(): number {
    return this.#prefix.length;
  }

  /**
   * Fills the KV cache with the prefix: restored from `states` when the same model, library and prompt were
   * there before, else prefilled and saved for the next time. A state that does not fit or cannot be written is no error.
   *
   * @param places path of the GGUF, folder of libllama, and folder of the saved states
   * @returns whether a saved state was there
   */
  async prepare(
    { states, ...source }: { readonly model: string; readonly backends: string; readonly states: string },
    settle: Settle,
  ): Promise<boolean> {
    const llm = this.#llm;
    llm.characters(japaneseBits());
    const saved = new SavedPrefix(states, source, this.#prefix);
    const state = saved.find();
    if (state !== null) {
      const restored = await settle((ticket) => llm.restore(ticket, PREFIX, state, this.#prefix));
      if (restored.kind === "done") return true;
      saved.drop(state);
    }
    await settle((ticket) => llm.rollback(ticket, PREFIX, 0));
    const prefilled = await settle((ticket) => llm.append(ticket, PREFIX, this.#prefix));
    if (prefilled.kind === "failed") throw new Error(prefilled.why);
    await saved.save(
      async (path) => (await settle((ticket) => llm.save(ticket, PREFIX, path))).kind === "done",
    );
    return false;
  }

  /**
   * Queues the prefill of a sentence as far as it is known, so that at its end only the rest remains. The last word may
   * still grow, and with it its tokens, so it is left out.
   *
   * @returns false when there is nothing to prefill
   */
  draft(ticket: number, text: string): boolean {
    const llm = this.#llm;
    const words = llm.tokenize(text.slice(0, Math.max(0, text.lastIndexOf(" "))), false);
    const common = commonLength(this.#draft, words);
    if (words.length > LONGEST_DRAFT || common === words.length) return false;
    if (this.#draft.length === 0) llm.fork(0, PREFIX, DRAFT);
    else llm.rollback(0, DRAFT, this.#prefix.length + common);
    llm.append(ticket, DRAFT, words.subarray(common));
    this.#draft = words;
    return true;
  }

  /** The draft could not be prefilled to its end. */
  dropDraft(): void {
    this.#draft = new Int32Array(0);
  }

  /**
   * Queues the translation of one utterance; its tokens arrive as events of `ticket`. What no draft has prefilled is
   * prefilled in one piece with the last token, which saves a pass over the weights.
   *
   * @returns false when the text is too long for the context
   */
  translate(ticket: number, { text, forced, note, words }: Demand, contextTokens: number): boolean {
    const llm = this.#llm;
    // Not `special`: words in a text that look like control tokens must not end the user's turn.
    const sentence = llm.tokenize(text, false);
    const noted = llm.tokenize(note === "" ? "" : `\n（${note}）`, false);
    const opening = llm.tokenize(forced, false);
    const longest = 32 + 3 * sentence.length;
    const behind = noted.length + this.#suffix.length + opening.length;
    if (this.#prefix.length + sentence.length + behind + longest + LONGEST_DRAFT > contextTokens)
      return false;
    const drafted = commonLength(this.#draft, sentence);
    if (drafted > 0) {
      // The draft stays: the sentence may have been taken for whole too early.
      llm.fork(0, DRAFT, UTTERANCE);
      llm.rollback(0, UTTERANCE, this.#prefix.length + drafted);
    } else {
      llm.fork(0, PREFIX, UTTERANCE);
    }
    const rest = Int32Array.of(...sentence.subarray(drafted), ...noted, ...this.#suffix, ...opening);
    // A word that was cut in the middle can only be gone on with if nothing is asked of it.
    const isCut = /[A-Za-z0-9]$/.test(forced);
    llm.generate(ticket, UTTERANCE, longest, rest, isCut ? null : words);
    return true;
  }
}

function commonLength(a: Int32Array, b: Int32Array): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
