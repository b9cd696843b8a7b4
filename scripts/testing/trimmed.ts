import { BareLoop } from "../../ffi/bare_loop.ts";
import { Llm } from "../../ffi/llm.ts";
import { hundredths, median, tenths } from "../../src/bench/figures.ts";
import { MESSAGES } from "../../src/bench/messages.ts";
import type { Parts } from "../../src/parts.ts";
import { profileFor } from "../../src/translate/profiles.ts";
import { renderPrompt } from "../../src/translate/prompt.ts";

const LOAD_LIMIT_MS = 120_000;
const SIZES = { contextTokens: 2048, batchTokens: 512 } as const;
/** For tokens only, nothing is computed. */
const SMALLEST = { contextTokens: 64, sequences: 1, batchTokens: 32, threads: 1 } as const;

/** What a model makes of lines before it computes anything. */
export interface Inspected {
  /** The bytes of the tokens of each line. */
  readonly split: readonly (readonly Buffer[])[];
  /** What is around every sentence. */
  readonly prompt: { readonly prefix: string; readonly suffix: string };
}

/** Splits lines into tokens by the real library. */
export function inspect(parts: Parts, model: string, lines: readonly string[]): Inspected {
  using llm = Llm.open(parts.llm, parts.llamaFolder, model, SMALLEST);
  const event = llm.next(LOAD_LIMIT_MS);
  if (event?.kind !== "loaded") throw new Error(`${model} was not loaded: ${JSON.stringify(event)}`);
  return {
    split: lines.map((line) =>
      Array.from(llm.tokenize(line, false), (token) => Buffer.from(llm.piece(token))),
    ),
    prompt: renderPrompt(
      profileFor(null, (key) => llm.metadata(key)),
      (messages) => llm.template(messages),
    ),
  };
}

/** How many lines are split into other tokens than before, and of those the ones that do not come back whole. */
export function splitOtherwise(
  lines: readonly string[],
  before: Inspected["split"],
  after: Inspected["split"],
): { otherwise: string[]; not_whole: string[] } {
  const told = (pieces: readonly Buffer[] = []) => pieces.map((piece) => piece.toString("hex")).join();
  return {
    otherwise: lines.filter((_, n) => told(before[n]) !== told(after[n])),
    not_whole: lines.filter((line, n) => Buffer.concat(after[n] ?? []).toString("utf8") !== line),
  };
}

/**
 * Decodes messages with two models in turns, sentence by sentence, by the barest loop, so that what else the machine does
 * falls on both alike; who goes first changes from round to round.
 *
 * @returns tokens a second of each, and the second's as a share of the first's: the median over the pairs
 */
export function compareDecoding(
  parts: Parts,
  models: readonly [string, string],
  { prefix, suffix }: Inspected["prompt"],
  { rounds, threads }: { rounds: number; threads: number },
): { tokens_per_second: number[]; ratio: number; pairs: number } | null {
  if (rounds === 0) return null;
  const open = (model: string) =>
    BareLoop.open(parts.bareLoop, parts.llamaFolder, model, prefix, { ...SIZES, threads });
  using first = open(models[0]);
  using second = open(models[1]);
  const speedOf = (loop: BareLoop, text: string) => {
    const { outputTokens, decodeUs } = loop.run(text, suffix, 32 + 3 * text.length);
    return (outputTokens / decodeUs) * 1e6;
  };
  for (const loop of [first, second]) speedOf(loop, MESSAGES[0] ?? "");
  const pairs: { first: number; second: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const text of MESSAGES) {
      if (round % 2 === 0) pairs.push({ first: speedOf(first, text), second: speedOf(second, text) });
      else pairs.push({ second: speedOf(second, text), first: speedOf(first, text) });
    }
  }
  return {
    tokens_per_second: [
      median(pairs.map((pair) => pair.first)),
      median(pairs.map((pair) => pair.second)),
    ].map(tenths),
    ratio: hundredths(median(pairs.map((pair) => pair.second / pair.first))),
    pairs: pairs.length,
  };
}
