import type { Socket, SocketHandler } from "bun";
import type { z } from "zod";
import { reasonOf, systemCodeOf } from "../errors.ts";
import { encodeFrame, FRAME_LIMITS, type Frame, FrameReader } from "../workers/frames.ts";

/** The first frame of either side is its hello, which is small; who is no client of ours shall not make us hold more. */
const HELLO_LIMITS = { header: 64 << 10, body: 0 };
/** What a peer may leave untaken before it counts as one that does not read. */
const MAX_QUEUED_BYTES = 64 << 20;
/** What may have come before somebody listens. */
const MAX_EARLY_BYTES = 1 << 20;
/** What a peer sent may stand in a reason, and need not be short. */
const MAX_WHY_CHARACTERS = 200;

/** One side of a connection over a Unix socket, the same for client and service: frames in both directions. */
export class Connection {
  /** Told once, before the connection is ended, of bytes that are no frame or no message. */
  onMalformed: (why: string) => void = () => {};
  readonly #socket: Socket<Connection>;
  #reader = new FrameReader(HELLO_LIMITS);
  #takeFrame: ((frame: Frame) => void) | null = null;
  #tellClosed: ((why: string) => void) | null = null;
  #ended: { readonly why: string; isTold: boolean } | null = null;
  #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #onDrained: () => void = () => {};

  /** For {@link connectionHandlers}, which the socket must have. */
  constructor(socket: Socket<Connection>) {
    this.#socket = socket;
  }

  /** The socket's file descriptor; Bun's types do not know of it. */
  get descriptor(): number {
    const socket: object = this.#socket;
    if ("fd" in socket && typeof socket.fd === "number") return socket.fd;
    throw new Error("the socket has no file descriptor");
  }

  /** Bytes that were sent and that the peer's side has not taken yet. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** Takes every frame from now on; what came before somebody listened is kept for it. */
  set onFrame(take: (frame: Frame) => void) {
    this.#takeFrame = take;
    queueMicrotask(() => this.#deliver());
  }

  /**
   * Told once, behind the last frame, when the connection has ended by itself, also when it did so before this was set. It
   * is not told of {@link close}.
   */
  set onClose(tell: (why: string) => void) {
    this.#tellClosed = tell;
    queueMicrotask(() => this.#deliver());
  }

  /** Takes the header of the next frame, and no more: what comes behind it is kept for {@link onFrame}. */
  takeOne(take: (header: unknown) => void): void {
    this.onFrame = ({ header }) => {
      this.#takeFrame = null;
      take(header);
    };
  }

  /** As {@link onFrame}, for frames of one schema: one that it refuses is malformed. */
  receive<Message>(schema: z.ZodType<Message>, take: (message: Message, body: Uint8Array) => void): void {
    this.onFrame = ({ header, body }) => {
      const parsed = schema.safeParse(header);
      if (parsed.success) return take(parsed.data, body);
      const [issue] = parsed.error.issues;
      this.malformed(`a message is not understood: ${issue?.path.join(".")}: ${issue?.message}`);
    };
  }

  /** Sends a frame and never waits: what the peer does not take is queued. Nothing happens once the connection has ended. */
  send(header: unknown, body?: Uint8Array): void {
    if (this.#ended !== null) return;
    const frame = encodeFrame(header, body);
    this.#queue.push(frame);
    this.#queuedBytes += frame.length;
    if (this.#queue.length === 1) this.flush();
    if (this.#queuedBytes > MAX_QUEUED_BYTES)
      this.#break(`the other side does not read: ${this.#queuedBytes} bytes wait for it`);
  }

  /** Ends the connection at once; what is queued is lost. */
  close(): void {
    this.#tellClosed = null;
    this.#break("it was closed on this side");
  }

  /** Ends the connection over something that the peer must not say, which counts as malformed. */
  malformed(why: string): void {
    if (this.#ended !== null) return;
    const short = why.length > MAX_WHY_CHARACTERS ? `${why.slice(0, MAX_WHY_CHARACTERS)}…` : why;
    this.onMalformed(short);
    this.#break(short);
  }

  /** Waits until the peer's side has taken all that was sent, the connection has ended, or the limit (ms) has passed. */
  async drained(limitMs: number): Promise<void> {
    if (this.#queuedBytes === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const limit = setTimeout(resolve, limitMs);
    const sooner = this.#onDrained;
    this.#onDrained = () => {
      sooner();
      resolve();
    };
    await promise;
    clearTimeout(limit);
  }

  /** The socket brought bytes. */
  take(chunk: Uint8Array): void {
    if (this.#ended !== null) return;
    this.#reader.add(chunk);
    this.#deliver();
    if (this.#takeFrame === null && this.#reader.heldBytes > MAX_EARLY_BYTES)
      this.malformed("it said too much before it was asked");
  }

  /** The socket has room. */
  flush(): void {
    let whole = 0;
    for (const frame of this.#queue) {
      // Negative when the socket is gone, which its handler tells next.
      const taken = Math.max(0, this.#socket.write(frame));
      this.#queuedBytes -= taken;
      if (taken < frame.length) {
        this.#queue[whole] = frame.subarray(taken);
        break;
      }
      whole += 1;
    }
    this.#queue.splice(0, whole);
    if (this.#queue.length === 0) this.#tellDrained();
  }

  /** The socket is gone. */
  ended(why: string): void {
    this.#end(why);
  }

  /** Gives out the frames that are whole, and then the end. */
  #deliver(): void {
    while (this.#takeFrame !== null) {
      const frame = this.#next();
      if (frame === null) break;
      this.#takeFrame(frame);
    }
    if (this.#ended === null || this.#tellClosed === null) return;
    const isAwaited = this.#takeFrame === null && this.#reader.heldBytes > 0;
    if (isAwaited || this.#ended.isTold) return;
    this.#ended.isTold = true;
    this.#tellClosed(this.#ended.why);
  }

  #next(): Frame | null {
    try {
      const frame = this.#reader.next();
      if (frame !== null) this.#reader.limits = FRAME_LIMITS;
      return frame;
    } catch (error) {
      this.malformed(`what came is no frame: ${reasonOf(error)}`);
      return null;
    }
  }

  /** Ends the connection from this side: what came and was not looked at yet is nobody's any more. */
  #break(why: string): void {
    this.#takeFrame = null;
    this.#reader = new FrameReader(HELLO_LIMITS);
    this.#end(why);
  }

  #end(why: string): void {
    if (this.#ended !== null) return;
    this.#ended = { why, isTold: false };
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#socket.end();
    this.#tellDrained();
    this.#deliver();
  }

  #tellDrained(): void {
    const tell = this.#onDrained;
    this.#onDrained = () => {};
    tell();
  }
}

/**
 * What a socket of {@link Connection}s needs: its `data` is the connection, which is there from the start of `open` on.
 *
 * @param onOpen gets each new connection
 * @param onGone is told when its socket is gone, however that came
 */
export function connectionHandlers(
  onOpen: (connection: Connection) => void,
  onGone: (connection: Connection) => void,
): SocketHandler<Connection> {
  return {
    open: (socket) => {
      socket.data = new Connection(socket);
      onOpen(socket.data);
    },
    data: (socket, chunk) => socket.data.take(chunk),
    drain: (socket) => socket.data.flush(),
    close: (socket, error) => {
      socket.data.ended(error === undefined ? "the other side closed it" : reasonOf(error));
      onGone(socket.data);
    },
    error: (socket, error) => {
      socket.data.ended(reasonOf(error));
      // What a handler throws comes here too. It is a defect of ours and must not pass unseen.
      if (systemCodeOf(error) === undefined)
        queueMicrotask(() => {
          throw error;
        });
    },
  };
}
