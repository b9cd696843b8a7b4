import type { AgentEvent } from "./events.ts";
import { restAfterGap, restOf } from "./repetition.ts";
import type { TextSink } from "./sinks.ts";

/** What was made of a text: shared by all that must know when it is withdrawn. */
export interface Speech {
  /** The utterances given on, ascending. */
  readonly ids: number[];
  /** Nothing more of it is to be given on. */
  withdrawn: boolean;
}

export function newSpeech(): Speech {
  return { ids: [], withdrawn: false };
}

/** A block of text of a message. */
export interface Block {
  /** Its place in the message as the deltas count, or null where they do not say. */
  readonly index: number | null;
  /** All of its text that has been heard. */
  heard: string;
  /** Present while more of it may come. */
  sink: TextSink | null;
  readonly speech: Speech;
  /** The line that carried it whole; undefined as long as only deltas of it were seen. */
  wholeIn: string | null | undefined;
}

/** What has been heard of a message. */
export interface Message {
  id: string | null;
  blocks: Block[];
  /** Whether any of it came as deltas; then all of its text did. */
  streamed: boolean;
}

export type Texts = Extract<AgentEvent, { kind: "texts" }>;

/** Whether one of the texts is a block that was streamed and has not come whole yet. */
export function repeatsStreamed(message: Message, { texts }: Texts): boolean {
  return message.blocks.some(
    (block) =>
      block.wholeIn === undefined &&
      block.heard.trim() !== "" &&
      texts.some((text) => {
        const rest = restOf(block.heard, text);
        // As long as the block is open its end may be missing; then only the whole of it is the same.
        return rest !== null && (block.sink !== null || rest.trim() === "");
      }),
  );
}

/** The block of `message` that `text` repeats, and what the text says beyond it. */
export function findHeard(
  message: Message,
  event: Texts,
  text: string,
): { block: Block; rest: string } | undefined {
  const streamed = message.blocks.filter((block) => block.wholeIn === undefined);
  let best: { block: Block; rest: string } | undefined;
  for (const block of streamed) {
    const rest = restOf(block.heard, text);
    if (rest !== null && (best === undefined || block.heard.length > best.block.heard.length))
      best = { block, rest };
  }
  if (best !== undefined) return best;
  for (const block of streamed) {
    const rest = restAfterGap(block.heard, text);
    if (rest !== null) return { block, rest };
  }
  // Two lines of a message that was not streamed may well say the same; one line that was written twice may not.
  const mayRepeat = message.streamed || event.texts.length > 1 || event.line === null;
  const block = message.blocks.find(
    (known) =>
      known.wholeIn !== undefined &&
      (mayRepeat || known.wholeIn === event.line) &&
      text.trimStart().startsWith(known.heard.trim()),
  );
  return block && { block, rest: restOf(block.heard, text) ?? "" };
}

export function newBlock(index: number | null, heard: string): Block {
  return { index, heard, sink: null, speech: newSpeech(), wholeIn: undefined };
}
