/**
 * What ends the file of a bundle: a skippable frame of zstd (RFC 8878, 3.1.2), which every decompressor passes over, with
 * the SHA-256 of all bytes before it.
 *
 * The sums inside the archive would not do: a bit of a compressed frame may be flipped without a change to what comes out
 * of it, and where one bit can be flipped unseen, nobody can say of the file that it is the one that was made.
 */

const MAGIC = 0x184d_2a5b; // The last hexadecimal digit is free to choose.
const DIGEST_BYTES = 32;
const HEADER_BYTES = 8;

export const SEAL_BYTES = HEADER_BYTES + DIGEST_BYTES;

/** @param digest SHA-256 of all bytes before the seal */
export function encodeSeal(digest: Uint8Array): Buffer {
  const seal = Buffer.alloc(SEAL_BYTES);
  seal.writeUInt32LE(MAGIC, 0);
  seal.writeUInt32LE(DIGEST_BYTES, 4);
  seal.set(digest, HEADER_BYTES);
  return seal;
}

/** The digest in a seal, or null when these bytes are none. */
export function decodeSeal(bytes: Uint8Array): Uint8Array | null {
  const digest = bytes.subarray(HEADER_BYTES);
  return encodeSeal(digest.subarray(0, DIGEST_BYTES)).equals(bytes) ? digest : null;
}
