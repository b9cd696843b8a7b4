import type { Llm, LlmEvent } from "../../ffi/llm.ts";
import { japaneseMask } from "./mask.ts";
import type { PromptProfile } from "./profile.ts";
import { SavedPrefix } from "./saved_prefix.ts";

/** Sequence 0 holds the prefix (system prompt and examples); every utterance is decoded in a fork of it. */
const PREFIX = 0;
const UTTERANCE = 1;

/**
 * Stands for the utterance while the chat template is rendered, so that the prompt can be split around it. The
 * letters never occur in a template.
 */
const MARK = "\u2402UTTERANCE\u2403";

/** Waits for the answer to one command of the library. */
export type Settle = (command: (ticket: number) => void) => Promise<LlmEvent>;

/** The prompt, tokenised once: what stands before every utterance and what follows it. */
export class PromptSession {
  readonly #llm: Llm;
  readonly #prefix: Int32Array;
  readonly #suffix: Int32Array;

  constructor(llm: Llm, profile: PromptProfile) {
    this.#llm = llm;
    const messages = [{ role: "system", content: profile.system }];
    for (const { en, ja } of profile.examples)
      messages.push({ role: "user", content: en }, { role: "assistant", content: ja });
    messages.push({ role: "user", content: MARK });
    const [before, after] = llm.template(messages).split(MARK);
    if (before === undefined || after === undefined)
      throw new Error("the model's chat template does not repeat the user's text");
    this.#prefix = llm.tokenize(before, true);
    this.#suffix = llm.tokenize(after, true);
  }

  get prefixTokens(): number {
    return this.#prefix.length;
  }

  /**
   * Fills the KV cache with the prefix: restored from `folder` when the same model and prompt were there before,
   * else prefilled and saved for the next time. A state that does not fit or cannot be written is no error.
   *
   * @param model path of the GGUF
   */
  async prepare(model: string, folder: string, settle: Settle): Promise<void> {
    const llm = this.#llm;
    llm.mask(japaneseMask(llm.vocabularySize, (token) => llm.piece(token)));
    const saved = new SavedPrefix(folder, model, this.#prefix);
    const state = saved.find();
    if (state !== null) {
      const restored = await settle((ticket) => llm.restore(ticket, PREFIX, state, this.#prefix));
      if (restored.kind === "done") return;
      saved.drop(state);
    }
    await settle((ticket) => llm.rollback(ticket, PREFIX, 0));
    const prefilled = await settle((ticket) => llm.append(ticket, PREFIX, this.#prefix));
    if (prefilled.kind === "failed") throw new Error(prefilled.why);
    await saved.save(
      async (path) => (await settle((ticket) => llm.save(ticket, PREFIX, path))).kind === "done",
    );
  }

  /**
   * Queues the translation of one utterance; its tokens arrive as events of `ticket`.
   *
   * @param forced Japanese the output must open with
   * @returns false when the text is too long for the context
   */
  translate(ticket: number, text: string, forced: string, contextTokens: number): boolean {
    const llm = this.#llm;
    // Not `special`: words in a text that look like control tokens must not end the user's turn.
    const words = llm.tokenize(text, false);
    const opening = llm.tokenize(forced, false);
    const longest = 32 + 3 * words.length;
    if (this.#prefix.length + words.length + this.#suffix.length + opening.length + longest > contextTokens)
      return false;
    const prompt = new Int32Array(words.length + this.#suffix.length);
    prompt.set(words);
    prompt.set(this.#suffix, words.length);
    llm.fork(0, PREFIX, UTTERANCE);
    llm.append(0, UTTERANCE, prompt);
    llm.generate(ticket, UTTERANCE, longest, opening);
    return true;
  }
}
