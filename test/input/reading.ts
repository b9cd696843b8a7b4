import { type ReaderOptions, UtteranceReader } from "../../src/input/reader.ts";
import type { Utterance } from "../../src/input/utterance.ts";

export interface Read {
  utterances: Utterance[];
  /** Each as "reason: what". */
  skips: string[];
}

/**
 * Reads chunks one after the other; the clock counts the chunks from 1.
 *
 * @param chunks text, or bytes where the text would not be valid
 */
export function readChunks(
  chunks: readonly (string | Uint8Array)[],
  input: ReaderOptions["input"] = "auto",
): Read {
  const skips: string[] = [];
  let clock = 0;
  const reader = new UtteranceReader({
    input,
    now: () => ++clock,
    onSkip: (reason, what) => skips.push(`${reason}: ${what}`),
  });
  const utterances = chunks.flatMap((chunk) => reader.push(Buffer.from(chunk)));
  utterances.push(...reader.end());
  return { utterances, skips };
}

/** Reads each object as a line of its own. */
export function readObjects(...objects: readonly unknown[]): Read {
  return readChunks([linesOf(...objects)]);
}

export function linesOf(...objects: readonly unknown[]): string {
  return objects.map((object) => `${JSON.stringify(object)}\n`).join("");
}

/** What is spoken, notices in angle brackets. */
export function spoken({ utterances }: Read): string[] {
  return utterances.map(({ kind, text }) => (kind === "notice" ? `<${text}>` : text));
}

/** Reads one text as one block of a message. */
export function speak(text: string): string[] {
  return spoken(readObjects({ type: "assistant", content: [{ type: "text", text }] }));
}

/** The same text as deltas cut at the given offsets. */
export function speakDeltas(text: string, cuts: readonly number[]): string[] {
  const offsets = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  const deltas = offsets.slice(1).map((end, n) => textDelta(text.slice(offsets[n], end)));
  return spoken(readObjects({ type: "message_start", message: {} }, ...deltas));
}

export function textDelta(text: string, index = 0): object {
  return { type: "content_block_delta", index, delta: { type: "text_delta", text } };
}
