import type { AgentEvent } from "./events.ts";
import {
  type Block,
  findHeard,
  type Message,
  newBlock,
  newInDelta,
  newSpeech,
  repeatsStreamed,
  type Speech,
  type Texts,
  takeRepeated,
} from "./heard.ts";
import { type Lane, Lanes } from "./lanes.ts";
import { restAfterGap, restOf } from "./repetition.ts";
import type { TextSink } from "./sinks.ts";
import { restOfResult } from "./turn_result.ts";
import { Withdrawals } from "./withdrawals.ts";

/** Opens a sink for a text of one agent; the utterances made of it are noted in `speech`. */
export type OpenText = (session: string | null, agent: string, speech: Speech) => TextSink;

type Grown = Extract<AgentEvent, { kind: "text_so_far" }>;

/**
 * Lets each text through exactly once, although it can arrive as deltas, then whole, then as the turn's result, and
 * although the messages of several sessions and agents may be interleaved.
 *
 * A text is known by session, agent, message id and its ordinal among the message's blocks; and the texts themselves are
 * compared, since some streams leave out one or the other.
 */
export class Messages {
  readonly #openText: OpenText;
  readonly #lanes = new Lanes();
  readonly #withdrawals = new Withdrawals();
  /** A line of this turn could not be read. */
  #hasLost = false;

  constructor(openText: OpenText) {
    this.#openText = openText;
  }

  /**
   * Takes an event that tells of text, and ends what is open where it tells of something else.
   *
   * @param stamp when the event's line was read, in ms
   */
  take(event: AgentEvent, stamp: number): void {
    const lane = this.#lanes.of(event.session, event.agent);
    switch (event.kind) {
      case "text_delta":
        this.#delta(lane, event.index, event.text, stamp);
        break;
      case "block_start":
        this.#openBlock(lane, event.index, true);
        this.#delta(lane, event.index, event.text, stamp);
        break;
      case "block_end":
        if (lane.openAt(event.index) !== null) lane.close();
        break;
      case "message_start":
        lane.close();
        lane.beginMessage(event.message);
        break;
      case "message_end":
        lane.close();
        lane.current = null;
        break;
      case "text_so_far":
        this.#grown(lane, event, stamp);
        break;
      case "texts":
        this.#whole(lane, event, stamp);
        break;
      case "turn_end":
        if (event.text !== null) this.#result(lane, event.text, stamp);
        lane.close();
        lane.current = null;
        lane.heard = false;
        this.#hasLost = false;
        break;
      case "session":
        lane.close();
        lane.current = null;
        lane.messages = [];
        lane.heard = false;
        break;
      case "user_turn":
      case "tool_use":
      case "error":
      case "permission":
        lane.close();
        break;
    }
  }

  /**
   * Withdraws what was said in these lines: what is still to come of it stays silent, and a line that says the same
   * later counts as a text of its own.
   *
   * @param lines the ids of lines, or of messages
   * @returns the ids of the utterances that were given on
   */
  retract(lines: readonly string[]): number[] {
    const ids = this.#withdrawals.withdraw(lines);
    // What has not come whole yet is still to be repeated, and then it stays silent.
    for (const lane of this.#lanes.all())
      for (const message of lane.messages)
        message.blocks = message.blocks.filter(
          (block) => !block.speech.withdrawn || block.wholeIn === undefined || block === lane.open,
        );
    return ids;
  }

  /** End of input: every open block ends. */
  end(): void {
    for (const lane of this.#lanes.all()) lane.close();
  }

  /** Whether more of the block of text may come that this was made of. */
  isOpen(speech: Speech): boolean {
    if (speech.withdrawn) return false;
    for (const lane of this.#lanes.all()) if (lane.open?.speech === speech) return true;
    return false;
  }

  /** A line was lost that may have held words. */
  lost(): void {
    this.#hasLost = true;
  }

  /** What is open is spoken as far as it is known. */
  flush(): void {
    for (const lane of this.#lanes.all()) lane.open?.sink?.flush();
  }

  /** Keeps silent about the sentences that are open now, in every lane. */
  forget(): void {
    for (const lane of this.#lanes.all()) lane.open?.sink?.forget();
  }

  #delta(lane: Lane, index: number | null, text: string, stamp: number): void {
    if (text === "") return;
    let block = lane.openAt(index) ?? this.#openBlock(lane, index, false);
    let said = text;
    if (block.streamed < block.heard.length) {
      const rest = newInDelta(block, text);
      if (rest === "") return;
      said = rest ?? takeRepeated(block) + text;
      if (rest === null) block = this.#openBlock(lane, index, true);
    }
    block.heard += said;
    block.streamed = block.heard.length;
    this.#write(lane, block, said, stamp);
  }

  #openBlock(lane: Lane, index: number | null, begins: boolean): Block {
    const block = lane.openBlock(index, begins);
    this.#withdrawals.note(lane.current?.id ?? null, block.speech);
    return block;
  }

  #write(lane: Lane, block: Block, text: string, stamp: number): void {
    if (!lane.heard && text.trim() !== "") lane.heard = true;
    block.sink ??= this.#openText(lane.session, lane.agent, block.speech);
    block.sink.write(text, stamp);
  }

  #grown(lane: Lane, event: Grown, stamp: number): void {
    const { text } = event;
    const latest = lane.messages.at(-1);
    const [streamed] = latest?.id === null ? latest.blocks : [];
    // Deltas that named no message may be the beginning of this one.
    const isLatest =
      streamed !== undefined && streamed.heard.trim() !== "" && restOf(streamed.heard, text) !== null;
    let message = isLatest ? latest : lane.messages.findLast(({ id }) => id === event.message);
    if (isLatest && latest) latest.id = event.message;
    let block = message?.blocks[0];
    let rest = block === undefined ? null : (restOf(block.heard, text) ?? restAfterGap(block.heard, text));
    if (message === undefined || block === undefined || rest === null) {
      message = lane.addMessage(event.message);
      block = newBlock(0, "");
      message.blocks.push(block);
      this.#withdrawals.note(event.message, block.speech);
      rest = text;
    }
    if (rest !== "") {
      if (lane.open !== block) {
        lane.close();
        lane.open = block;
        lane.current = message;
      }
      block.heard = text;
      block.streamed = text.length;
      this.#write(lane, block, rest, stamp);
    }
    if (!event.complete) return;
    block.wholeIn ??= null;
    if (lane.open === block) lane.close();
  }

  #whole(lane: Lane, event: Texts, stamp: number): void {
    let message = this.#messageOf(lane, event);
    const told = new Set<Block>();
    for (const text of event.texts) {
      if (text.trim() === "") continue;
      const known = message && findHeard(message, event, text, told);
      if (known) {
        const { block, rest } = known;
        told.add(block);
        block.wholeIn = event.line;
        this.#withdrawals.note(event.line, block.speech);
        if (rest !== "") {
          block.heard = text;
          block.streamed = text.length - rest.length;
          block.repeatedFrom = block.streamed;
        }
        this.#speakRest(lane, block, rest, stamp);
        continue;
      }
      // A text that was never streamed comes after the one that still was.
      lane.close();
      message ??= lane.addMessage(event.message);
      const block = newBlock(null, text);
      block.wholeIn = event.line;
      told.add(block);
      message.blocks.push(block);
      this.#withdrawals.note(event.line, block.speech);
      this.#withdrawals.note(event.message, block.speech);
      this.#speakWhole(lane, text, block.speech, stamp);
    }
  }

  /** The message that a whole line belongs to, if any of it is known. */
  #messageOf(lane: Lane, event: Texts): Message | undefined {
    const latest = lane.messages.at(-1);
    const known = lane.messages.findLast(
      ({ id, blocks }) =>
        (id !== null && id === event.message) ||
        (event.line !== null && blocks.some((block) => block.wholeIn === event.line)),
    );
    // Without a common id only a streamed text of the latest message that is the same can be meant.
    const mayBeLatest = latest?.id === null || (known === undefined && event.message === null);
    if (latest === undefined || !mayBeLatest || !repeatsStreamed(latest, event)) return known;
    latest.id ??= event.message;
    return latest;
  }

  #speakRest(lane: Lane, block: Block, rest: string, stamp: number): void {
    if (block.sink === null) {
      this.#speakWhole(lane, rest, block.speech, stamp);
      return;
    }
    this.#write(lane, block, rest, stamp);
    // Only the open block of a lane has a sink.
    lane.close();
  }

  #speakWhole(lane: Lane, text: string, speech: Speech, stamp: number): void {
    if (text.trim() === "") return;
    lane.heard = true;
    const sink = this.#openText(lane.session, lane.agent, speech);
    sink.write(text, stamp);
    sink.end();
  }

  /** The text with which a turn ends, which repeats its last words. */
  #result(lane: Lane, text: string, stamp: number): void {
    const found = restOfResult(lane, text, this.#hasLost);
    if (found === null) return;
    if (found.block === null) {
      lane.close();
      this.#speakWhole(lane, text, newSpeech(), stamp);
      return;
    }
    found.block.heard = text;
    this.#speakRest(lane, found.block, found.rest, stamp);
  }
}
