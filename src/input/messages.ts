import type { AgentEvent } from "./events.ts";
import {
  type Block,
  findHeard,
  type Message,
  newBlock,
  newSpeech,
  repeatsStreamed,
  type Speech,
  type Texts,
} from "./heard.ts";
import { type Lane, Lanes } from "./lanes.ts";
import { Recent } from "./recent.ts";
import { restAfterGap, restOf } from "./repetition.ts";
import type { TextSink } from "./sinks.ts";

/** Opens a sink for a text of one agent; the utterances made of it are noted in `speech`. */
export type OpenText = (session: string | null, agent: string, speech: Speech) => TextSink;

/** Only what has not been heard yet can be withdrawn, and that is not far back. */
const LINES_REMEMBERED = 512;

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
  /** What was said in a line, by its id, or in a message, by its. */
  readonly #saidIn = new Recent<string, Speech[]>(LINES_REMEMBERED);
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
        lane.close();
        this.#openStreamed(lane, event.index);
        this.#delta(lane, event.index, event.text, stamp);
        break;
      case "block_end":
        if (lane.isOpen(event.index)) lane.close();
        break;
      case "message_start":
        lane.close();
        lane.current = lane.addMessage(event.message);
        lane.current.streamed = true;
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
   * Withdraws what was said in these lines: what is still open of it falls silent, and its repetition counts as a text of
   * its own.
   *
   * @param lines the ids of lines, or of messages
   * @returns the ids of the utterances that were given on
   */
  retract(lines: readonly string[]): number[] {
    const ids: number[] = [];
    for (const speech of lines.flatMap((line) => this.#saidIn.get(line) ?? [])) {
      if (speech.withdrawn) continue;
      speech.withdrawn = true;
      ids.push(...speech.ids);
    }
    for (const lane of this.#lanes.all())
      for (const message of lane.messages)
        message.blocks = message.blocks.filter(({ sink, speech }) => sink !== null || !speech.withdrawn);
    return ids;
  }

  /** End of input: every open block ends. */
  end(): void {
    for (const lane of this.#lanes.all()) lane.close();
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

  #openStreamed(lane: Lane, index: number | null): void {
    if (lane.current === null) {
      lane.current = lane.addMessage(null);
      lane.current.streamed = true;
    }
    const { id, blocks } = lane.current;
    // A line in between may have closed the block; only a message with an id is sure not to count its blocks anew.
    const known = id === null || index === null ? undefined : blocks.find((block) => block.index === index);
    const block = known ?? newBlock(index, "");
    if (known === undefined) {
      blocks.push(block);
      this.#note(id, block.speech);
    }
    // Nothing is left to say of a block that came whole.
    if (block.wholeIn === undefined) block.sink = this.#openText(lane.session, lane.agent, block.speech);
    lane.open = block;
  }

  #delta(lane: Lane, index: number | null, text: string, stamp: number): void {
    if (text === "") return;
    if (!lane.isOpen(index)) {
      lane.close();
      this.#openStreamed(lane, index);
    }
    const block = lane.open;
    if (!block?.sink) return;
    block.heard += text;
    if (!lane.heard && text.trim() !== "") lane.heard = true;
    block.sink.write(text, stamp);
  }

  #grown(lane: Lane, event: Grown, stamp: number): void {
    const { text } = event;
    let message = lane.messages.findLast(({ id }) => id === event.message);
    let block = message?.blocks[0];
    let rest = block === undefined ? null : (restOf(block.heard, text) ?? restAfterGap(block.heard, text));
    if (message === undefined || block === undefined || rest === null) {
      message = lane.addMessage(event.message);
      block = newBlock(0, "");
      message.blocks.push(block);
      this.#note(event.message, block.speech);
      rest = text;
    }
    if (rest !== "") {
      if (lane.open !== block) {
        lane.close();
        block.sink = this.#openText(lane.session, lane.agent, block.speech);
        lane.open = block;
        lane.current = message;
      }
      block.heard = text;
      if (rest.trim() !== "") lane.heard = true;
      block.sink?.write(rest, stamp);
    }
    if (event.complete && lane.open === block) lane.close();
  }

  #whole(lane: Lane, event: Texts, stamp: number): void {
    let message = this.#messageOf(lane, event);
    for (const text of event.texts) {
      if (text.trim() === "") continue;
      const known = message && findHeard(message, event, text);
      if (known) {
        known.block.wholeIn = event.line;
        this.#note(event.line, known.block.speech);
        if (text.length > known.block.heard.length) known.block.heard = text;
        this.#speakRest(lane, known.block, known.rest, stamp);
        continue;
      }
      // A text that was never streamed comes after the one that still was.
      lane.close();
      message ??= lane.addMessage(event.message);
      const block = newBlock(null, text);
      block.wholeIn = event.line;
      message.blocks.push(block);
      this.#note(event.line, block.speech);
      this.#note(event.message, block.speech);
      this.#speakWhole(lane, text, block.speech, stamp);
    }
  }

  /** The message that a whole line belongs to, if any of it is known. */
  #messageOf(lane: Lane, event: Texts): Message | undefined {
    const known = lane.messages.findLast(
      ({ id, blocks }) =>
        (id !== null && id === event.message) ||
        (event.line !== null && blocks.some((block) => block.wholeIn === event.line)),
    );
    if (known !== undefined) return known;
    // Without a common id only a streamed text of the latest message that is the same can be meant.
    const latest = lane.messages.at(-1);
    if (latest === undefined || (event.message !== null && latest.id !== null)) return undefined;
    if (!repeatsStreamed(latest, event)) return undefined;
    latest.id ??= event.message;
    return latest;
  }

  #speakRest(lane: Lane, block: Block, rest: string, stamp: number): void {
    if (block.sink === null) {
      this.#speakWhole(lane, rest, block.speech, stamp);
      return;
    }
    if (rest.trim() !== "") lane.heard = true;
    block.sink.write(rest, stamp);
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

  /**
   * The result of a turn repeats its last text. It is spoken where no text of the turn was heard, where that text was
   * streamed and lacks its end, and where a line was lost that may have held it.
   */
  #result(lane: Lane, text: string, stamp: number): void {
    if (!lane.heard) {
      this.#speakWhole(lane, text, newSpeech(), stamp);
      return;
    }
    const blocks = lane.messages.flatMap((message) => message.blocks);
    if (blocks.some(({ heard }) => heard.trim() !== "" && restOf(heard, text)?.trim() === "")) return;
    const streamed = blocks.findLast(({ heard }) => heard.trim() !== "");
    if (streamed !== undefined && streamed.wholeIn === undefined) {
      const rest = restOf(streamed.heard, text) ?? restAfterGap(streamed.heard, text);
      if (rest !== null) {
        this.#speakRest(lane, streamed, rest, stamp);
        return;
      }
    }
    if (!this.#hasLost) return;
    lane.close();
    this.#speakWhole(lane, text, newSpeech(), stamp);
  }

  #note(line: string | null, speech: Speech): void {
    if (line === null) return;
    const said = this.#saidIn.get(line) ?? [];
    if (!said.includes(speech)) said.push(speech);
    this.#saidIn.set(line, said);
  }
}
