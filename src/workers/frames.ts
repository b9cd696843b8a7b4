/**
 * Frames of the protocol between the main process and its native workers, and between the resident service and its clients.
 *
 * A frame is: header length (uint32 LE, bytes), body length (uint32 LE, bytes), header (JSON, UTF-8), body (raw PCM
 * or nothing). Both directions use the same form.
 */

/** How long the parts of a frame may be, in bytes. */
export interface FrameLimits {
  readonly header: number;
  readonly body: number;
}

/** Larger than any text or PCM chunk we send; a bigger length means the stream is not ours. */
export const FRAME_LIMITS: FrameLimits = { header: 8 << 20, body: 8 << 20 };
const PREFIX_BYTES = 8;
const NOTHING = new Uint8Array(0);
/** What there is room for at least, so that small chunks do not each cost a new buffer. */
const LEAST_BYTES = 4096;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export interface Frame {
  /** Parsed JSON, not yet checked against a schema. */
  header: unknown;
  /** A copy that the receiver may keep. */
  body: Uint8Array;
}

/** Bytes of one frame. */
export function encodeFrame(header: unknown, body: Uint8Array = NOTHING): Uint8Array {
  const json = encoder.encode(JSON.stringify(header));
  const frame = new Uint8Array(PREFIX_BYTES + json.length + body.length);
  const prefix = new DataView(frame.buffer);
  prefix.setUint32(0, json.length, true);
  prefix.setUint32(4, body.length, true);
  frame.set(json, PREFIX_BYTES);
  frame.set(body, PREFIX_BYTES + json.length);
  return frame;
}

/** Puts frames together from chunks cut anywhere. */
export class FrameReader {
  /** They hold for the frames that {@link next} has not looked at yet. */
  limits: FrameLimits;
  #buffer: Uint8Array = NOTHING;
  #from = 0;
  #to = 0;

  constructor(limits: FrameLimits = FRAME_LIMITS) {
    this.limits = limits;
  }

  /** Bytes that belong to no frame that was given out. */
  get heldBytes(): number {
    return this.#to - this.#from;
  }

  /**
   * Takes in a chunk and returns the frames it completed.
   *
   * @throws Error as {@link next} does
   */
  push(chunk: Uint8Array): Frame[] {
    this.add(chunk);
    const frames: Frame[] = [];
    for (let frame = this.next(); frame !== null; frame = this.next()) frames.push(frame);
    return frames;
  }

  /** Takes in a chunk, which is copied. */
  add(chunk: Uint8Array): void {
    if (this.#to + chunk.length > this.#buffer.length) this.#makeRoom(chunk.length);
    this.#buffer.set(chunk, this.#to);
    this.#to += chunk.length;
  }

  /**
   * The next frame, null until all of it was taken in.
   *
   * @throws Error when a length is beyond its limit or a header is no JSON; the stream cannot be used any further
   */
  next(): Frame | null {
    if (this.heldBytes < PREFIX_BYTES) return null;
    const prefix = new DataView(this.#buffer.buffer, this.#from, PREFIX_BYTES);
    const headerBytes = prefix.getUint32(0, true);
    const bodyBytes = prefix.getUint32(4, true);
    if (headerBytes > this.limits.header || bodyBytes > this.limits.body)
      throw new Error(`a frame of ${headerBytes} + ${bodyBytes} bytes is beyond the limit`);
    const headerAt = this.#from + PREFIX_BYTES;
    const bodyAt = headerAt + headerBytes;
    const end = bodyAt + bodyBytes;
    if (this.#to < end) return null;
    const header: unknown = JSON.parse(decoder.decode(this.#buffer.subarray(headerAt, bodyAt)));
    const body = this.#buffer.slice(bodyAt, end);
    this.#from = end;
    if (this.heldBytes === 0) this.#empty();
    return { header, body };
  }

  /** A buffer twice as large as needed, so that a frame of many chunks is copied only a few times. */
  #makeRoom(bytes: number): void {
    const buffer = new Uint8Array(Math.max(LEAST_BYTES, 2 * (this.heldBytes + bytes)));
    buffer.set(this.#buffer.subarray(this.#from, this.#to));
    this.#to = this.heldBytes;
    this.#from = 0;
    this.#buffer = buffer;
  }

  /** One large frame must not leave its room behind with every connection. */
  #empty(): void {
    this.#from = 0;
    this.#to = 0;
    if (this.#buffer.length > LEAST_BYTES) this.#buffer = NOTHING;
  }
}
