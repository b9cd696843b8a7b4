import type { Image } from "./image.ts";

/**
 * The hashes of an ad-hoc signature, which the linker made before the library was changed (xnu's osfmk/kern/cs_blobs.h;
 * its numbers are big-endian).
 */

const EMBEDDED_SIGNATURE = 0xfade0cc0;
const CODE_DIRECTORY = 0xfade0c02;
const SHA256 = { type: 2, bytes: 32 };

/**
 * Computes the hash of every page anew. A Mac kills a process at the first page whose hash is wrong.
 *
 * @throws Error when the signature is not the plain one of zig's linker: a code directory and nothing else
 */
export function signAgain(image: Image): void {
  const { view, bytes } = image;
  const start = image.signature.start;
  const directory = start + view.getUint32(start + 16);
  const isPlain =
    view.getUint32(start) === EMBEDDED_SIGNATURE &&
    view.getUint32(directory) === CODE_DIRECTORY &&
    view.getUint8(directory + 36) === SHA256.bytes &&
    view.getUint8(directory + 37) === SHA256.type;
  if (!isPlain) throw new Error("the signature is not as zig's linker writes it");
  const hashes = directory + view.getUint32(directory + 16);
  const pages = view.getUint32(directory + 28);
  const limit = view.getUint32(directory + 32);
  const pageBytes = 2 ** view.getUint8(directory + 39);
  for (let page = 0; page < pages; page += 1) {
    const content = bytes.subarray(page * pageBytes, Math.min((page + 1) * pageBytes, limit));
    bytes.set(new Bun.CryptoHasher("sha256").update(content).digest(), hashes + page * SHA256.bytes);
  }
}
