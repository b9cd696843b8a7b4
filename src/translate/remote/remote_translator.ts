import { setTimeout } from "node:timers/promises";
import { now } from "../../clock.ts";
import type { AppError } from "../../errors.ts";
import { ServerFailure } from "../../remote/failure.ts";
import { frequentPiece } from "../frequent_sentences.ts";
import { Glossary, type Term } from "../glossary.ts";
import { PROFILES, type ProfileName, profileNameForServed } from "../profiles.ts";
import {
  FIRST_TRY,
  type Opened,
  type Rate,
  type Retry,
  rateOf,
  type TranslatedPiece,
  type Translating,
} from "../translating.ts";
import { AnswerText } from "./answer_text.ts";
import { Connection } from "./connection.ts";
import { Conversation } from "./conversation.ts";
import type { Endpoint } from "./endpoint.ts";
import { inSentence, otherwise, sameAgain, thinking, whileOpening } from "./failure.ts";
import { LIMITS, type Limits } from "./limits.ts";
import { Repeated } from "./repeated.ts";

/** How the model of a server is asked. */
export interface RemoteSettings {
  /** What the server calls it; without it, the first of its list. */
  readonly model?: string | undefined;
  /** Without one: by the name of the model. */
  readonly profile?: ProfileName | undefined;
  /** Path of a file of terms; see {@link Glossary.load}. */
  readonly glossary?: string | undefined;
}

/** For servers that tell no names, which serve one model under any. */
const ANY_MODEL = "default";
/** Pauses before a sentence is tried again, in ms; the last one for all that follow. */
const PAUSES_MS = [250, 500, 1000] as const;

/** What a sentence has cost so far. */
interface Cost {
  tokens: number;
  prefillUs: number;
  decodeUs: number;
}

/** English in, Japanese out piece by piece, by an OpenAI-compatible server. */
export class RemoteTranslator implements Translating {
  readonly #endpoint: Endpoint;
  readonly #settings: RemoteSettings;
  readonly #onLost: (error: AppError) => void;
  readonly #limits: Limits;
  readonly #connection: Connection;
  readonly #glossary: Glossary;
  readonly #end = new AbortController();
  #opening: Promise<{ model: string; conversation: Conversation }> | null = null;
  #tokens = 0;
  #decodeUs = 0;

  /** @param onLost told when a sentence has to be tried again, since the server was gone */
  constructor(
    endpoint: Endpoint,
    settings: RemoteSettings,
    onLost: (error: AppError) => void,
    limits = LIMITS,
  ) {
    this.#endpoint = endpoint;
    this.#settings = settings;
    this.#onLost = onLost;
    this.#limits = limits;
    this.#connection = new Connection(endpoint, limits);
    const { glossary } = settings;
    this.#glossary = Glossary.load(glossary);
  }

  /**
   * Asks the server for its models, and for one token: so it loads its model and reads the prompt before the first sentence
   * waits for it, and what it does not accept is told now.
   *
   * @throws AppError TRANSLATOR_UNREACHABLE, TRANSLATOR_REFUSED
   */
  async open(): Promise<Opened> {
    const { model } = await this.#opened();
    return { model, prefixTokens: 0, restored: false };
  }

  /**
   * Translates one utterance; yields the Japanese as it comes. What a lost connection broke off is asked for again, and what
   * was yielded already is left out: no chat API goes on in the middle of an answer on every server, and greedy decoding
   * mostly says the same again. What assistants often say needs no model.
   *
   * @param retry for another try; its Japanese must come again, and is left out
   * @throws AppError TRANSLATION_* when the utterance cannot be translated; the next one may be. What {@link open} throws
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
    const server = this.#endpoint.shown;
    if (retry !== FIRST_TRY && retry.note === "") throw inSentence(sameAgain(), server);
    const { conversation } = await this.#opened();
    const request = conversation.request(this.#glossary.applyTo(text), retry.note);
    const stop = AbortSignal.any([signal, this.#end.signal]);
    const cost: Cost = { tokens: 0, prefillUs: 0, decodeUs: 0 };
    let said = retry.forced;
    let giveUpAt: number | null = null;
    try {
      for (let attempt = 0; !stop.aborted; attempt++) {
        try {
          for await (const piece of this.#attempt(request, said, cost, stop)) {
            said += piece;
            yield { text: piece, ...cost };
          }
          return;
        } catch (error) {
          if (stop.aborted) return;
          if (!(error instanceof ServerFailure)) throw error;
          const lost = inSentence(error, server);
          const pauseMs = PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)] ?? 0;
          giveUpAt ??= now() + this.#limits.reconnectMs;
          if (!error.isPassing || now() + pauseMs > giveUpAt) throw lost;
          if (attempt === 0) this.#onLost(lost);
          await pause(pauseMs, stop);
        }
      }
    } finally {
      this.#tokens += cost.tokens;
      this.#decodeUs += cost.decodeUs;
    }
  }

  /** Nothing: a chat API reads a prompt only to answer it. */
  draft(): void {}

  /** The user's terms that occur in a sentence. */
  termsIn(text: string): Term[] {
    return this.#glossary.termsIn(text);
  }

  /** Parts of answers with text, which are tokens with nearly all servers, and how many of them a second. */
  get statistics(): Rate {
    return rateOf(this.#tokens, this.#decodeUs);
  }

  kill(): void {
    this.#end.abort();
  }

  #opened(): Promise<{ model: string; conversation: Conversation }> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  async #open(): Promise<{ model: string; conversation: Conversation }> {
    const giveUpAt = now() + this.#limits.openMs;
    for (;;) {
      try {
        return await this.#greet();
      } catch (error) {
        if (!(error instanceof ServerFailure)) throw error;
        const [pauseMs] = PAUSES_MS;
        if (!error.isLoading || now() + pauseMs > giveUpAt) throw whileOpening(error, this.#endpoint.shown);
        await pause(pauseMs, this.#end.signal);
      }
    }
  }

  async #greet(): Promise<{ model: string; conversation: Conversation }> {
    const { signal } = this.#end;
    const served = await this.#connection.models(signal);
    const model = this.#settings.model ?? served?.[0] ?? ANY_MODEL;
    const profile = this.#settings.profile ?? profileNameForServed(model);
    const conversation = new Conversation(PROFILES[profile].profile, model);
    for await (const _ of this.#connection.complete(conversation.greeting(), signal, this.#limits.openMs));
    return { model, conversation };
  }

  /** Asks once; yields what of the translation follows `said`, and adds up what it costs. */
  async *#attempt(request: object, said: string, cost: Cost, signal: AbortSignal): AsyncGenerator<string> {
    const answer = new AnswerText();
    const repeated = new Repeated(said);
    let hasText = false;
    let hasThoughts = false;
    let waitingSince = now();
    const fresh = (text: string): string => {
      const rest = repeated.push(text);
      if (rest === null) throw otherwise();
      return rest;
    };
    for await (const part of this.#connection.complete(request, signal, this.#limits.firstMs)) {
      hasThoughts ||= part.isThought;
      if (part.text === "") continue;
      const waitedUs = Math.round((now() - waitingSince) * 1000);
      if (hasText) cost.decodeUs += waitedUs;
      else cost.prefillUs += waitedUs;
      cost.tokens++;
      hasText = true;
      const piece = fresh(answer.push(part.text));
      if (piece !== "") yield piece;
      if (answer.isOver) break;
      waitingSince = now();
    }
    const last = fresh(answer.end());
    if (last !== "") yield last;
    if (!hasText && hasThoughts) throw thinking();
    if (!repeated.isOver) throw otherwise();
  }
}

/** Sleeps until the time is over or the signal comes. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return setTimeout(ms, undefined, { signal }).catch(() => {});
}
