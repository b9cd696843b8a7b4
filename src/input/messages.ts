import type { AgentEvent } from "./events.ts";
import { type Block, findHeard, type Message, repeatsStreamed, type Texts } from "./heard.ts";
import type { TextSink } from "./sinks.ts";

/** Opens a sink for a block of text of one agent. */
export type OpenBlock = (session: string | null, agent: string) => TextSink;

/** What one agent of one session says. */
interface Lane {
  session: string | null;
  readonly agent: string;
  /** The latest messages, newest last. */
  messages: Message[];
  /** The message that arrives in pieces now. */
  current: Message | null;
  open: Block | null;
  /** Whether any text of this turn was heard, so that the turn's result repeats it. */
  heard: boolean;
}

/** A text is repeated right after it was streamed; older messages need not be remembered. */
const MESSAGES_REMEMBERED = 8;
const LANES_REMEMBERED = 64;

/**
 * Lets each text through exactly once, although it can arrive as deltas, then whole, then as the turn's result, and
 * although the messages of several sessions and agents may be interleaved.
 *
 * A text is known by session, agent, message id and its ordinal among the message's blocks; and the texts themselves are
 * compared, since some streams leave out one or the other.
 */
export class Messages {
  readonly #openBlock: OpenBlock;
  readonly #lanes = new Map<string, Lane>();
  #lane: Lane | null = null;
  #session: string | null = null;

  constructor(openBlock: OpenBlock) {
    this.#openBlock = openBlock;
  }

  /** @param stamp when the event's line was read, in ms */
  take(event: AgentEvent, stamp: number): void {
    const lane = this.#laneOf(event.session, event.agent);
    switch (event.kind) {
      case "text_delta":
        this.#delta(lane, event.index, event.text, stamp);
        break;
      case "block_start":
        this.#closeOpen(lane);
        this.#openStreamed(lane, event.index);
        this.#delta(lane, event.index, event.text, stamp);
        break;
      case "block_end":
        if (isOpen(lane, event.index)) this.#closeOpen(lane);
        break;
      case "message_start":
        this.#closeOpen(lane);
        lane.current = this.#addMessage(lane, event.message);
        lane.current.streamed = true;
        break;
      case "message_end":
        this.#closeOpen(lane);
        lane.current = null;
        break;
      case "texts":
        this.#whole(lane, event, stamp);
        break;
      case "turn_end":
        this.#closeOpen(lane);
        lane.current = null;
        if (!lane.heard && event.text !== null) this.#speakWhole(lane, event.text, stamp);
        lane.heard = false;
        break;
    }
  }

  /** End of input: every open block ends. */
  end(): void {
    for (const lane of this.#lanes.values()) this.#closeOpen(lane);
  }

  /** Keeps silent about the sentences that are open now, in every lane. */
  forget(): void {
    for (const lane of this.#lanes.values()) lane.open?.sink?.forget();
  }

  #laneOf(namedSession: string | null, agent: string): Lane {
    // A line that names no session belongs to the one that spoke last.
    const session = namedSession ?? this.#session;
    this.#session = session;
    if (this.#lane !== null && this.#lane.session === session && this.#lane.agent === agent)
      return this.#lane;
    const key = laneKey(session, agent);
    // What was said before the stream named its session belongs to it as well.
    const known = this.#lanes.has(key) ? key : laneKey(null, agent);
    const lane = this.#lanes.get(known) ?? newLane(session, agent);
    lane.session = session;
    this.#lanes.delete(known);
    this.#lanes.set(key, lane);
    if (this.#lanes.size > LANES_REMEMBERED) this.#dropOldestLane();
    this.#lane = lane;
    return lane;
  }

  #dropOldestLane(): void {
    for (const [key, lane] of this.#lanes) {
      this.#closeOpen(lane);
      this.#lanes.delete(key);
      return;
    }
  }

  #addMessage(lane: Lane, id: string | null): Message {
    const message: Message = { id, blocks: [], streamed: false };
    lane.messages.push(message);
    if (lane.messages.length > MESSAGES_REMEMBERED) lane.messages.shift();
    return message;
  }

  #closeOpen(lane: Lane): void {
    const block = lane.open;
    lane.open = null;
    if (block?.sink) {
      const { sink } = block;
      block.sink = null;
      sink.end();
    }
  }

  #openStreamed(lane: Lane, index: number | null): void {
    if (lane.current === null) {
      lane.current = this.#addMessage(lane, null);
      lane.current.streamed = true;
    }
    const { id, blocks } = lane.current;
    // A line in between may have closed the block; only a message with an id is sure not to count its blocks anew.
    const known = id === null || index === null ? undefined : blocks.find((block) => block.index === index);
    const block = known ?? { index, heard: "", sink: null, wholeIn: undefined };
    if (known === undefined) blocks.push(block);
    // Nothing is left to say of a block that came whole.
    if (block.wholeIn === undefined) block.sink = this.#openBlock(lane.session, lane.agent);
    lane.open = block;
  }

  #delta(lane: Lane, index: number | null, text: string, stamp: number): void {
    if (text === "") return;
    if (!isOpen(lane, index)) {
      this.#closeOpen(lane);
      this.#openStreamed(lane, index);
    }
    const block = lane.open;
    if (!block?.sink) return;
    block.heard += text;
    if (!lane.heard && text.trim() !== "") lane.heard = true;
    block.sink.write(text, stamp);
  }

  #whole(lane: Lane, event: Texts, stamp: number): void {
    let message = this.#messageOf(lane, event);
    for (const text of event.texts) {
      if (text.trim() === "") continue;
      const known = message && findHeard(message, event, text);
      if (known) {
        known.block.wholeIn = event.line;
        if (text.length > known.block.heard.length) known.block.heard = text;
        this.#speakRest(lane, known.block, known.rest, stamp);
        continue;
      }
      // A text that was never streamed comes after the one that still was.
      this.#closeOpen(lane);
      message ??= this.#addMessage(lane, event.message);
      message.blocks.push({ index: null, heard: text, sink: null, wholeIn: event.line });
      this.#speakWhole(lane, text, stamp);
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
      this.#speakWhole(lane, rest, stamp);
      return;
    }
    if (rest.trim() !== "") lane.heard = true;
    block.sink.write(rest, stamp);
    // Only the open block of a lane has a sink.
    this.#closeOpen(lane);
  }

  #speakWhole(lane: Lane, text: string, stamp: number): void {
    if (text.trim() === "") return;
    lane.heard = true;
    const sink = this.#openBlock(lane.session, lane.agent);
    sink.write(text, stamp);
    sink.end();
  }
}

function laneKey(session: string | null, agent: string): string {
  return JSON.stringify([session, agent]);
}

function newLane(session: string | null, agent: string): Lane {
  return { session, agent, messages: [], current: null, open: null, heard: false };
}

/** Whether the block at `index` is the open one; where either side does not say, it is. */
function isOpen(lane: Lane, index: number | null): boolean {
  return lane.open !== null && (index === null || lane.open.index === null || lane.open.index === index);
}
