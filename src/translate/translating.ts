import type { Term } from "./glossary.ts";

/** A translation that is tried once more. */
export interface Retry {
  /** Japanese that has been given out; the output continues it. */
  readonly forced: string;
  /** What the Japanese has to hold. */
  readonly note: string;
}

export const FIRST_TRY: Retry = { forced: "", note: "" };

/** A part of a translation, with what it cost so far in microseconds. */
export interface TranslatedPiece {
  readonly text: string;
  /** Tokens generated up to and including this piece; none for what no model had to translate. */
  readonly tokens: number;
  readonly prefillUs: number;
  readonly decodeUs: number;
}

/** What translations come from. */
export interface Translates {
  /** @throws AppError that `isOfOneSentence`, where the next sentence may still be translated */
  translate(text: string, signal: AbortSignal, retry?: Retry): AsyncIterable<TranslatedPiece>;
  /** The user's terms that occur in a sentence. */
  termsIn(text: string): readonly Term[];
}

/** Tokens generated, and how many a second while generating; null before the first. */
export interface Rate {
  readonly tokens: number;
  readonly tokensPerSecond: number | null;
}

/** @param decodeUs what the tokens took, in microseconds */
export function rateOf(tokens: number, decodeUs: number): Rate {
  return { tokens, tokensPerSecond: decodeUs === 0 ? null : (tokens / decodeUs) * 1e6 };
}

/** How a translator was opened. */
export interface Opened {
  /** What a server calls its model; absent where we chose the model ourselves. */
  readonly model?: string;
  /** How long the prompt before every utterance is, in tokens; 0 where that is a server's affair. */
  readonly prefixTokens: number;
  /** Whether the state of that prompt was restored from the disk. */
  readonly restored: boolean;
}

/** English in, Japanese out piece by piece: by a model in a process of ours, or by a server. */
export interface Translating extends Translates {
  /** Makes ready to translate; without it, the first sentence does. */
  open(): Promise<Opened>;
  /** Tells of the beginning of a sentence that will be translated when it is whole. */
  draft(text: string): void;
  /** Tokens generated so far, and how many a second while generating; null before the first. */
  readonly statistics: Rate;
  /** Ends all of it at once. */
  kill(): void;
}
