/** The longest line that is read, in bytes without its newline; anything longer is skipped, whatever it holds. */
export const LONGEST_LINE_BYTES = 64 * 1024 * 1024;

/** A buffer up to this size is kept for the next cut line; a larger one is given back to the collector. */
const KEPT_BUFFER_BYTES = 8 * 1024 * 1024;

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/** Where lines go. `bytes` is borrowed for the call and holds the line from `start` up to `end`. */
export interface LineSink {
  /** @param stamp when the chunk was read that held the line's last byte, in ms */
  line(bytes: Buffer, start: number, end: number, stamp: number): void;
  /** A line was longer than {@link LONGEST_LINE_BYTES}; reported once, as soon as it is known. */
  oversized(): void;
}

/**
 * Cuts bytes into lines ended by LF or CR LF, however the bytes are cut into chunks. A byte order mark at the start of a
 * line is dropped, since files that carry one are also joined end to end. Memory is bounded by one line.
 */
export class LineReader {
  readonly #sink: LineSink;
  /** The beginning of a line whose end has not been read yet. */
  #held: Buffer = Buffer.alloc(0);
  #heldBytes = 0;
  #heldStamp = 0;
  #oversized = false;

  constructor(sink: LineSink) {
    this.#sink = sink;
  }

  /** Whether a line has begun whose newline has not been read. */
  get open(): boolean {
    return this.#heldBytes > 0;
  }

  /** Reads one chunk; it is not kept. @param stamp when it was read, in ms */
  push(chunk: Uint8Array, stamp: number): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let newline = bytes.indexOf(NEWLINE); newline >= 0; newline = bytes.indexOf(NEWLINE, start)) {
      if (this.#oversized) {
        this.#oversized = false;
      } else if (this.#heldBytes === 0) {
        this.#give(bytes, start, newline, stamp);
      } else {
        this.#hold(bytes, start, newline, stamp);
        this.#giveHeld();
      }
      start = newline + 1;
    }
    if (start < bytes.length && !this.#oversized) this.#hold(bytes, start, bytes.length, stamp);
  }

  /** End of input: the last line may lack its newline. */
  end(): void {
    if (this.#heldBytes > 0) this.#giveHeld();
    this.#oversized = false;
  }

  #hold(bytes: Buffer, start: number, end: number, stamp: number): void {
    const size = this.#heldBytes + (end - start);
    if (size > LONGEST_LINE_BYTES + 1) {
      this.#release();
      this.#oversized = bytes[end] !== NEWLINE;
      this.#sink.oversized();
      return;
    }
    if (size > this.#held.length) {
      const larger = Buffer.allocUnsafe(
        Math.max(size, Math.min(2 * this.#held.length, LONGEST_LINE_BYTES), 4096),
      );
      this.#held.copy(larger, 0, 0, this.#heldBytes);
      this.#held = larger;
    }
    bytes.copy(this.#held, this.#heldBytes, start, end);
    this.#heldBytes = size;
    // The return of a CR LF pair may come in a later chunk than the line's own last byte.
    const onlyReturn = end - start === 1 && bytes[start] === CARRIAGE_RETURN && size > 1;
    if (end > start && !onlyReturn) this.#heldStamp = stamp;
  }

  #giveHeld(): void {
    if (this.#heldBytes === 0) return;
    const size = this.#heldBytes;
    this.#heldBytes = 0;
    this.#give(this.#held, 0, size, this.#heldStamp);
    if (this.#held.length > KEPT_BUFFER_BYTES) this.#release();
  }

  #give(bytes: Buffer, start: number, end: number, stamp: number): void {
    const last = end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    const marked =
      bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf && last - start >= 3;
    const first = marked ? start + 3 : start;
    if (last - first > LONGEST_LINE_BYTES) this.#sink.oversized();
    else this.#sink.line(bytes, first, last, stamp);
  }

  #release(): void {
    this.#held = Buffer.alloc(0);
    this.#heldBytes = 0;
  }
}
