import type { Block, Message } from "./heard.ts";

/** A text is repeated right after it was streamed; older messages need not be remembered. */
const MESSAGES_REMEMBERED = 8;
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
    const message: Message = { id, blocks: [], streamed: false };
    this.messages.push(message);
    if (this.messages.length > MESSAGES_REMEMBERED) this.messages.shift();
    return message;
  }

  /** Whether the block at `index` is the open one; where either side does not say, it is. */
  isOpen(index: number | null): boolean {
    return this.open !== null && (index === null || this.open.index === null || this.open.index === index);
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
