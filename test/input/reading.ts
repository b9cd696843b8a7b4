import type { InputEvent } from "../../src/input/input_event.ts";
import { type ReaderOptions, UtteranceReader } from "../../src/input/reader.ts";
import type { Utterance } from "../../src/input/utterance.ts";

export interface Read {
  utterances: Utterance[];
  /** Each as "reason: what". */
  skips: string[];
}

type HowToRead = Partial<Omit<ReaderOptions, "now" | "onSkip">>;

/** A reader with the program's defaults and a clock that stands still, but for what is asked for. */
export function readerOf(options: Partial<ReaderOptions> = {}): UtteranceReader {
  return new UtteranceReader({
    input: "auto",
    agents: "main",
    announce: [],
    code: "announce",
    now: () => 0,
    onSkip() {},
    ...options,
  });
}

/** The utterances among what the input brought. */
export function utterancesOf(events: readonly InputEvent[]): Utterance[] {
  return events.flatMap((event) => (event.kind === "utterance" ? [event.utterance] : []));
}

/**
 * Reads chunks one after the other; the clock counts the chunks from 1.
 *
 * @param chunks text, or bytes where the text would not be valid
 */
export function readChunks(chunks: readonly (string | Uint8Array)[], options: HowToRead = {}): Read {
  const skips: string[] = [];
  let clock = 0;
  const reader = readerOf({
    ...options,
    now: () => ++clock,
    onSkip: (reason, what) => skips.push(`${reason}: ${what}`),
  });
  const events = chunks.flatMap((chunk) => reader.push(Buffer.from(chunk)));
  events.push(...reader.end());
  return { utterances: utterancesOf(events), skips };
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
