import { BLOCK_BYTES, decodeHeader, paddingOf, type TarEntry } from "./tar_header.ts";

/** A file of an archive; its pieces must be read to their end before the next one is asked for. */
export interface TarFile {
  readonly entry: TarEntry;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** The bytes of an archive are not those of one that is whole. */
export class StrangeArchive extends Error {}

/** The two blocks of zeros that end an archive. */
export const END_BYTES = 2 * BLOCK_BYTES;

/**
 * Reads a tar archive of the form that bundles have, and nothing else: canonical headers, zeros where there must be zeros,
 * the end where it must be and nothing behind it. Holds one chunk at a time.
 *
 * @throws StrangeArchive or StrangeHeader
 */
export async function* readTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TarFile> {
  const source = new Bytes(chunks);
  for (;;) {
    const block = await source.exactly(BLOCK_BYTES);
    if (isZero(block)) break;
    const entry = await decodeHeader(block, (bytes) => source.exactly(bytes));
    yield { entry, pieces: source.pieces(entry.bytes) };
    if (!isZero(await source.exactly(paddingOf(entry.bytes))))
      throw new StrangeArchive(`there is something behind the end of ${entry.name}`);
  }
  if (!isZero(await source.exactly(END_BYTES - BLOCK_BYTES)))
    throw new StrangeArchive("its end is not marked as such");
  if (!(await source.isAtEnd())) throw new StrangeArchive("there is something behind its end");
}

const isZero = (bytes: Uint8Array) => bytes.every((byte) => byte === 0);

/** Chunks of any size, read in the sizes that are needed. */
class Bytes {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async isAtEnd(): Promise<boolean> {
    while (this.#chunk.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) return true;
      this.#chunk = next.value;
    }
    return false;
  }

  /** One byte or more, without a copy. */
  async atMost(bytes: number): Promise<Uint8Array> {
    if (await this.isAtEnd()) throw new StrangeArchive("it ends too early");
    const piece = this.#chunk.subarray(0, bytes);
    this.#chunk = this.#chunk.subarray(piece.length);
    return piece;
  }

  async *pieces(bytes: number): AsyncGenerator<Uint8Array> {
    for (let left = bytes; left > 0; ) {
      const piece = await this.atMost(left);
      left -= piece.length;
      yield piece;
    }
  }

  async exactly(bytes: number): Promise<Uint8Array> {
    const whole = new Uint8Array(bytes);
    for (let at = 0; at < bytes; ) {
      const piece = await this.atMost(bytes - at);
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }
}
