import type { AgentEvent } from "./events.ts";
import { isSame, restAfterGap, restOf } from "./repetition.ts";
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
  index: number | null;
  /** All of its text that has been heard. */
  heard: string;
  /** How much of `heard` its deltas have brought; less than all where the whole came before its last deltas. */
  streamed: number;
  /** From here to `streamed` the deltas only repeated what had come whole. */
  repeatedFrom: number;
  /** Present while more of it may be spoken. */
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
  /** Whether a line said that it begins; without one, deltas that follow may be of another message. */
  begun: boolean;
}

export type Texts = Extract<AgentEvent, { kind: "texts" }>;

export interface Repeated {
  readonly block: Block;
  /** What the repetition says beyond the block. */
  readonly rest: string;
}

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

/**
 * The block of `message` that `text`, one of the event's, repeats.
 *
 * @param told the blocks that the event's texts before it repeat; two texts of one line are two blocks, even if they say
 * the same
 */
export function findHeard(
  message: Message,
  event: Texts,
  text: string,
  told: ReadonlySet<Block>,
): Repeated | undefined {
  const blocks = message.blocks.filter((block) => !told.has(block));
  const streamed = blocks.filter((block) => block.wholeIn === undefined);
  const whole = blocks.filter(
    (block) =>
      block.wholeIn !== undefined &&
      // Two lines of a message that was not streamed may well say the same; one line that was written twice may not.
      (message.streamed || event.texts.length > 1 || event.line === null || block.wholeIn === event.line),
  );
  const same = [...streamed, ...whole].find((block) => isSame(block.heard, text));
  if (same !== undefined) return { block: same, rest: "" };
  // A block that came whole is not told again by less than all of it.
  const grown = whole.filter(({ heard }) => restOf(heard, text)?.trim());
  return closest(streamed, text) ?? afterGap(streamed, text) ?? closest(grown, text);
}

/** The longest block that the text goes on from, or else one that says more, or a blank one. */
function closest(blocks: readonly Block[], text: string): Repeated | undefined {
  let best: Repeated | undefined;
  let bestRank = -1;
  for (const block of blocks) {
    const rest = restOf(block.heard, text);
    if (rest === null) continue;
    const rank = rest.trim() === "" ? 1 : 2 * block.heard.trim().length;
    if (rank <= bestRank) continue;
    best = { block, rest };
    bestRank = rank;
  }
  return best;
}

function afterGap(blocks: readonly Block[], text: string): Repeated | undefined {
  for (const block of blocks) {
    const rest = restAfterGap(block.heard, text);
    if (rest !== null) return { block, rest };
  }
  return undefined;
}

/** @param heard what of it is spoken already, or will be at once */
export function newBlock(index: number | null, heard: string): Block {
  return {
    index,
    heard,
    streamed: 0,
    repeatedFrom: 0,
    sink: null,
    speech: newSpeech(),
    wholeIn: undefined,
  };
}

/**
 * Takes a delta of a block whose whole may have come before.
 *
 * @returns what the delta says that is new; null when it is of another block, and then the deltas before it were, too
 */
export function newInDelta(block: Block, delta: string): string | null {
  const known = delta.slice(0, block.heard.length - block.streamed);
  if (!block.heard.startsWith(known, block.streamed)) return null;
  block.streamed += known.length;
  return delta.slice(known.length);
}

/** The block turned out not to be the one that is streamed: what its deltas repeated by chance belongs to another. */
export function takeRepeated(block: Block): string {
  const repeated = block.heard.slice(block.repeatedFrom, block.streamed);
  block.streamed = block.heard.length;
  block.repeatedFrom = block.heard.length;
  return repeated;
}
