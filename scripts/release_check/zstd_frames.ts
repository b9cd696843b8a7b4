/** Where the fields of a zstd frame are (RFC 8878, 3.1.1). */
const MAGIC = Buffer.of(0x28, 0xb5, 0x2f, 0xfd);
const BLOCK_HEADER_BYTES = 3;
const CHECKSUM_BYTES = 4;
const REPEATED = 1;
const RESERVED = 3;
const DICTIONARY_BYTES = [0, 1, 2, 4] as const;
const SIZE_BYTES = [0, 2, 4, 8] as const;

/**
 * What is in every zstd frame that stands anywhere in a file. Four bytes that only look like a beginning are passed over,
 * and so are frames that need a dictionary, such as those of the tables of languages in Bun.
 */
export function* zstdFramesIn(bytes: Uint8Array): Generator<Uint8Array> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = buffer.indexOf(MAGIC); at >= 0; ) {
    const end = frameEnd(buffer, at);
    const content = end === null ? null : decompressed(buffer.subarray(at, end));
    if (content !== null) yield content;
    at = buffer.indexOf(MAGIC, content === null || end === null ? at + 1 : end);
  }
}

/** Where the frame ends that begins there; null when it is none. */
function frameEnd(buffer: Buffer, start: number): number | null {
  const descriptor = buffer[start + MAGIC.length];
  if (descriptor === undefined) return null;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionary = DICTIONARY_BYTES[descriptor & 3] ?? 0;
  const sizeFlag = descriptor >> 6;
  const size = sizeFlag === 0 && isSingleSegment ? 1 : (SIZE_BYTES[sizeFlag] ?? 0);
  let at = start + MAGIC.length + 1 + (isSingleSegment ? 0 : 1) + dictionary + size;
  for (;;) {
    if (at + BLOCK_HEADER_BYTES > buffer.length) return null;
    const header = buffer.readUIntLE(at, BLOCK_HEADER_BYTES);
    const type = (header >> 1) & 3;
    if (type === RESERVED) return null;
    at += BLOCK_HEADER_BYTES + (type === REPEATED ? 1 : header >> 3);
    if ((header & 1) !== 0) break;
  }
  const end = at + ((descriptor & 4) !== 0 ? CHECKSUM_BYTES : 0);
  return end > buffer.length ? null : end;
}

function decompressed(frame: Uint8Array): Uint8Array | null {
  try {
    return Bun.zstdDecompressSync(frame);
  } catch {
    return null;
  }
}
