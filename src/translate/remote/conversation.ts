import type { PromptProfile } from "../profile.ts";
import { type Message, systemPrompt } from "../prompt.ts";

/**
 * A bound for models that do not find an end, as in the worker: Japanese is shorter than its English, and most tokenisers
 * make less than a token of a character; those with a small vocabulary make two of a kanji.
 */
const LEAST_TOKENS = 32;
const TOKENS_PER_CHARACTER = 2;
/** Something to translate while the server is opened. */
const GREETING = "Hello.";

/**
 * A profile as the requests of a chat API. Such an API takes turns only and writes the control tokens itself: the list of
 * pairs in one turn of the model, which it would have to go on with, cannot be asked for, so each pair is a turn of the user
 * and one of the model. All before the sentence is the same in every request, so that servers that keep what they have read
 * (llama-server, vLLM, Ollama) read it once.
 */
export class Conversation {
  readonly #model: string;
  readonly #profile: PromptProfile;
  readonly #before: readonly Message[];

  /** @param model what the server calls it */
  constructor(profile: PromptProfile, model: string) {
    this.#model = model;
    this.#profile = profile;
    const system = systemPrompt(profile);
    // Qwen3 obeys this switch behind every server, also where chat_template_kwargs are unknown (its card, "Advanced Usage").
    const switched = this.#isThinker ? `${system ?? ""}\n/no_think`.trim() : system;
    this.#before = [
      ...(switched === null ? [] : [{ role: "system" as const, content: switched }]),
      ...profile.examples.flatMap(({ en, ja }) => [
        this.#asked(en),
        { role: "assistant" as const, content: ja },
      ]),
    ];
  }

  /**
   * The request for a translation.
   *
   * @param note what the Japanese has to hold, for the model to read behind the sentence; empty: nothing in particular
   */
  request(en: string, note: string): object {
    return this.#request(
      note === "" ? en : `${en}\n（${note}）`,
      LEAST_TOKENS + TOKENS_PER_CHARACTER * en.length,
    );
  }

  /** A request that costs next to nothing but the reading of the prompt. */
  greeting(): object {
    return this.#request(GREETING, 1);
  }

  #request(sentence: string, mostTokens: number): object {
    return {
      model: this.#model,
      messages: [...this.#before, this.#asked(sentence)],
      stream: true,
      temperature: 0,
      max_tokens: mostTokens,
      // Unknown to OpenAI's own API, which refuses what it does not know; understood by llama-server, vLLM and SGLang.
      ...(this.#isThinker ? { chat_template_kwargs: { enable_thinking: false } } : {}),
    };
  }

  /** Whether the model would think first; a turn cannot be opened with empty thoughts through a chat API. */
  get #isThinker(): boolean {
    return this.#profile.opening.includes("<think>");
  }

  #asked(en: string): Message {
    return { role: "user", content: this.#profile.wording.replace("{en}", () => en) };
  }
}
