/**
 * Frames of the protocol between the main process and its native workers.
 *
 * A frame is: header length (uint32 LE, bytes), body length (uint32 LE, bytes), header (JSON, UTF-8), body (raw PCM
 * or nothing). Both directions use the same form.
 */

/** Larger than any text or PCM chunk we send; a bigger length means the stream is not ours. */
const MAX_HEADER_BYTES = 8 << 20;
const MAX_BODY_BYTES = 8 << 20;
const PREFIX_BYTES = 8;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export interface Frame {
  /** Parsed JSON, not yet checked against a schema. */
  header: unknown;
  /** A copy that the receiver may keep. */
  body: Uint8Array;
}

/** Bytes of one frame. */
export function encodeFrame(header: unknown, body: Uint8Array = new Uint8Array(0)): Uint8Array {
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
  #held: Uint8Array = new Uint8Array(0);

  /**
   * Takes in a chunk and returns the frames it completed.
   *
   * @throws Error when a length is beyond its limit or a header is no JSON; the stream cannot be used any further
   */
  push(chunk: Uint8Array): Frame[] {
    const bytes = new Uint8Array(this.#held.length + chunk.length);
    bytes.set(this.#held);
    bytes.set(chunk, this.#held.length);
    const view = new DataView(bytes.buffer);
    const frames: Frame[] = [];
    let at = 0;
    while (bytes.length - at >= PREFIX_BYTES) {
      const headerBytes = view.getUint32(at, true);
      const bodyBytes = view.getUint32(at + 4, true);
      if (headerBytes > MAX_HEADER_BYTES || bodyBytes > MAX_BODY_BYTES)
        throw new Error(`a frame of ${headerBytes} + ${bodyBytes} bytes is beyond the limit`);
      const bodyAt = at + PREFIX_BYTES + headerBytes;
      if (bytes.length < bodyAt + bodyBytes) break;
      frames.push({
        header: JSON.parse(decoder.decode(bytes.subarray(at + PREFIX_BYTES, bodyAt))),
        body: bytes.slice(bodyAt, bodyAt + bodyBytes),
      });
      at = bodyAt + bodyBytes;
    }
    this.#held = bytes.slice(at);
    return frames;
  }
}
