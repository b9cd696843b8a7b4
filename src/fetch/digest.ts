import { createReadStream } from "node:fs";

/**
 * SHA-256 of a file or of a part of it, read piece by piece so that a model never stands in memory.
 *
 * @param start first byte
 * @param end byte after the last; the end of the file when left out
 * @returns 64 hexadecimal digits
 */
export async function sha256OfFile(path: string, start = 0, end = Number.POSITIVE_INFINITY): Promise<string> {
  const hasher = new Bun.CryptoHasher("sha256");
  const pieces = createReadStream(path, { start, end: end - 1, highWaterMark: 1 << 22 });
  for await (const piece of pieces) hasher.update(piece);
  return hasher.digest("hex");
}
