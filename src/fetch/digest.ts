import { createReadStream } from "node:fs";

/** What of a file is hashed: all of it where nothing else is said. */
export interface Portion {
  /** First byte. */
  readonly start?: number;
  /** Byte after the last. */
  readonly end?: number;
  readonly signal?: AbortSignal | undefined;
  /** Told how many more bytes are hashed. */
  readonly onBytes?: (bytes: number) => void;
}

/**
 * SHA-256 of a file or of a part of it, read piece by piece so that a model never stands in memory.
 *
 * @returns 64 hexadecimal digits
 * @throws the signal's reason
 */
export async function sha256OfFile(
  path: string,
  { start = 0, end = Number.POSITIVE_INFINITY, signal, onBytes }: Portion = {},
): Promise<string> {
  const hasher = new Bun.CryptoHasher("sha256");
  const pieces = createReadStream(path, { start, end: end - 1, highWaterMark: 1 << 22, signal });
  for await (const piece of pieces) {
    hasher.update(piece);
    onBytes?.(piece.length);
  }
  return hasher.digest("hex");
}
