import { type Block, type Message, newBlock } from "./heard.ts";

/** A text is repeated soon after it was streamed, though by a turn's result only at the end of the turn. */
const MESSAGES_REMEMBERED = 32;
const LANES_REMEMBERED = 64;

/** What one agent of one session says. */
export class Lane {
  session: string | null;
  readonly agent: string;
  /** The latest messages, newest last. */
  messages: Message[] = [];
  /** The message that arrives in pieces now. */
  current: Message | null = null;
  open: Block | null = null;
  /** Whether any text of this turn was heard, so that the turn's result repeats it. */
  heard = false;

  constructor(session: string | null, agent: string) {
    this.session = session;
    this.agent = agent;
  }

  addMessage(id: string | null): Message {
    const message: Message = { id, blocks: [], streamed: false, begun: false };
    // In a long turn most messages only use tools.
    const last = this.messages.at(-1);
    if (last?.blocks.length === 0 && last !== this.current) this.messages.pop();
    this.messages.push(message);
    if (this.messages.length > MESSAGES_REMEMBERED) this.messages.shift();
    return message;
  }

  /** A message begins to arrive in pieces; it is a known one if it has come whole already. */
  beginMessage(id: string | null): void {
    const known = this.messages.findLast((message) => id !== null && message.id === id && !message.streamed);
    this.current = null;
    this.addStreamed(known ?? this.addMessage(id)).begun = true;
  }

  /** Pieces of a message arrive of which nothing was said before. */
  addStreamed(message = this.addMessage(null)): Message {
    message.streamed = true;
    this.current = message;
    return message;
  }

  /**
   * Opens the block of the current message that is streamed at `index`.
   *
   * @param begins whether it is said to begin now
   */
  openBlock(index: number | null, begins: boolean): Block {
    this.close();
    const { id, blocks, begun } = this.current ?? this.addStreamed();
    // The whole block may come before its last deltas, or before all of them.
    const ahead = blocks.findLast(
      (block) =>
        block.streamed < block.heard.length &&
        (index === null || block.index === null || block.index === index),
    );
    // A line in between may have closed the block; only a message with an id is sure not to count its blocks anew.
    const mayGoOn = id !== null && index !== null && !begins;
    const known =
      ahead ??
      (mayGoOn ? blocks.find((block) => block.index === index && block.wholeIn === undefined) : undefined);
    const block = known ?? newBlock(index, "");
    if (known === undefined) (begun || id === null ? blocks : this.addStreamed().blocks).push(block);
    block.index ??= index;
    this.open = block;
    return block;
  }

  /** The open block if it is the one at `index`; where either side does not say, it is. */
  openAt(index: number | null): Block | null {
    const open = this.open;
    return open !== null && (index === null || open.index === null || open.index === index) ? open : null;
  }

  /** Ends the open block, if there is one: what is left of it is spoken. */
  close(): void {
    const block = this.open;
    this.open = null;
    if (block?.sink) {
      const { sink } = block;
      block.sink = null;
      sink.end();
    }
  }
}

/** The lanes that were used last, and the session whose turn it is. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  #last: Lane | null = null;
  #session: string | null = null;

  /** The lane of an agent. A line that names no session belongs to the one that spoke last. */
  of(namedSession: string | null, agent: string): Lane {
    const session = namedSession ?? this.#session;
    this.#session = session;
    if (this.#last !== null && this.#last.session === session && this.#last.agent === agent)
      return this.#last;
    const key = keyOf(session, agent);
    // What was said before the stream named its session belongs to it as well.
    const known = this.#lanes.has(key) ? key : keyOf(null, agent);
    const lane = this.#lanes.get(known) ?? new Lane(session, agent);
    lane.session = session;
    this.#lanes.delete(known);
    this.#lanes.set(key, lane);
    if (this.#lanes.size > LANES_REMEMBERED) this.#dropOldest();
    this.#last = lane;
    return lane;
  }

  all(): Iterable<Lane> {
    return this.#lanes.values();
  }

  #dropOldest(): void {
    for (const [key, lane] of this.#lanes) {
      lane.close();
      this.#lanes.delete(key);
      return;
    }
  }
}

function keyOf(session: string | null, agent: string): string {
  return JSON.stringify([session, agent]);
}
