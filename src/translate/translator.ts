import { join } from "node:path";
import { cacheFolder } from "../cache.ts";
import type { AppError } from "../errors.ts";
import type { Parts } from "../parts.ts";
import type { TranslatorEvent } from "../workers/protocol.ts";
import { RestartingWorker } from "../workers/restarting_worker.ts";
import type { Opening } from "../workers/worker.ts";
import type { Workers } from "../workers/workers.ts";
import { frequentPiece, frequentTranslation } from "./frequent_sentences.ts";
import { Glossary, type Term } from "./glossary.ts";
import type { ProfileName } from "./profiles.ts";
import { spellingsOf } from "./spellings.ts";
import {
  FIRST_TRY,
  type Rate,
  type Retry,
  rateOf,
  type TranslatedPiece,
  type Translating,
} from "./translating.ts";

const SENTENCE_END = /[.!?]\s*$/;

/** How a model is asked. */
export interface TranslatorSettings {
  /** The most threads to decode with, and whether to use fewer while other programs keep processors busy. */
  readonly threads: Threads;
  /** Without one: by what the GGUF says of itself. */
  readonly profile?: ProfileName | undefined;
  /** Path of a file of terms; see {@link Glossary.load}. */
  readonly glossary?: string | undefined;
}

/** How many threads the model may use. */
export interface Threads {
  readonly most: number;
  readonly adapt: boolean;
}

/**
 * How a translator's worker is opened.
 *
 * @param model path of the GGUF
 */
export function translatorOpening(
  parts: Parts,
  model: string,
  { threads, profile }: TranslatorSettings,
): Opening {
  return {
    request: {
      op: "open",
      library: parts.llm,
      backends: parts.llamaFolder,
      model,
      threads: threads.most,
      adapt: threads.adapt,
      states: join(cacheFolder(), "states"),
      profile: profile ?? null,
    },
    refusal: {
      code: "MODEL_REFUSED",
      what: `the translation model ${model} cannot be loaded`,
      fix: "check the file with its publisher's sha256, or pass --model PATH to another GGUF",
    },
  };
}

/** English in, Japanese out piece by piece, by a model that stays loaded in a process of its own. */
export class Translator implements Translating {
  readonly #worker: RestartingWorker<TranslatorEvent>;
  readonly #glossary: Glossary;
  #drafted = "";
  #tokens = 0;
  #decodeUs = 0;

  /**
   * @param workers where its process comes from
   * @param model path of the GGUF
   * @param onLost told when the process died or hung; it is started again by itself
   */
  constructor(
    workers: Workers,
    parts: Parts,
    model: string,
    settings: TranslatorSettings,
    onLost: (error: AppError) => void,
  ) {
    this.#glossary = Glossary.load(settings.glossary);
    this.#worker = new RestartingWorker(
      { ...translatorOpening(parts, model, settings), start: () => workers.translator() },
      onLost,
    );
  }

  /**
   * Loads the model. Returns the prompt around every utterance, how long the part before it is, in tokens, and whether its
   * state was restored from the disk.
   */
  async open(): Promise<{
    prefixTokens: number;
    restored: boolean;
    prompt: { prefix: string; suffix: string };
  }> {
    const ready = await this.#worker.open();
    if (ready.event !== "ready") throw new Error("a worker that is open is ready");
    return ready;
  }

  /**
   * Translates one utterance; yields the Japanese as it is generated. After a lost process the output goes on where
   * it stopped, because what was yielded may have been spoken. What assistants often say needs no model.
   *
   * @param retry for another try; its Japanese does not come again
   * @throws AppError WORKER_* when the utterance cannot be translated; the next one may be
   */
  async *translate(
    text: string,
    signal: AbortSignal,
    retry: Retry = FIRST_TRY,
  ): AsyncGenerator<TranslatedPiece> {
    const frequent = retry === FIRST_TRY ? frequentPiece(text) : null;
    if (frequent !== null) {
      yield frequent;
      return;
    }
    let said = retry.forced;
    const asked = this.#asked(text);
    let tokensBefore = 0;
    let tokens = 0;
    const request = (ticket: number) => {
      tokensBefore = tokens;
      return { op: "translate", ticket, ...asked, forced: said, note: retry.note };
    };
    for await (const { event } of this.#worker.run(request, signal)) {
      if (event.event === "piece") {
        // Models open with a space now and then; Japanese does not.
        const piece = said === "" ? event.text.trimStart() : event.text;
        tokens = tokensBefore + event.tokens;
        said += piece;
        const { prefillUs, decodeUs } = event;
        if (piece !== "") yield { text: piece, tokens, prefillUs, decodeUs };
      } else if (event.event === "done") {
        this.#tokens += tokensBefore + event.tokens;
        this.#decodeUs += event.decodeUs;
      }
    }
  }

  /**
   * The beginning of a sentence that will be translated when it is whole; its prefill is begun. The last word may still
   * grow, so that nothing new is known before the next one begins, or a mark that may end the sentence stands behind it.
   */
  draft(text: string): void {
    const whole = SENTENCE_END.test(text);
    const known = whole ? text.trimEnd() : text.slice(0, text.lastIndexOf(" ") + 1);
    if (known === "" || known === this.#drafted) return;
    this.#drafted = known;
    // It will not come to the model.
    if (whole && frequentTranslation(known) !== null) return;
    this.#worker.tell({ op: "draft", whole, ...this.#asked(known) });
  }

  /** The user's terms that occur in a sentence. */
  termsIn(text: string): Term[] {
    return this.#glossary.termsIn(text);
  }

  /** What the model reads of a sentence, and what of it may stay in Latin letters and digits. */
  #asked(text: string): { text: string; words: string[] } {
    const asked = this.#glossary.applyTo(text);
    return { text: asked, words: spellingsOf(asked) };
  }

  /** Tokens generated so far, and the microseconds that took. */
  get spent(): { tokens: number; decodeUs: number } {
    return { tokens: this.#tokens, decodeUs: this.#decodeUs };
  }

  /** Tokens generated so far, and how many a second while generating; null before the first. */
  get statistics(): Rate {
    return rateOf(this.#tokens, this.#decodeUs);
  }

  kill(): void {
    this.#worker.kill();
  }
}
