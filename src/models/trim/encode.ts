/** How numbers and texts stand in a GGUF (ggml, docs/gguf.md): little endian, a text behind its length in 64 bits. */

export function u32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function u64(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

export function text(value: string): Uint8Array {
  const bytes = Buffer.from(value);
  return joined([u64(bytes.length), bytes]);
}

export const joined = (pieces: readonly Uint8Array[]): Uint8Array => Buffer.concat(pieces);
