/**
 * How byte-level BPE writes bytes as text: printable Latin-1 stands for itself, and the other 68 bytes for U+0100 onwards
 * (GPT-2's encoder.py, bytes_to_unicode; llama.cpp, unicode_utf8_to_byte).
 */
const BYTES: ReadonlyMap<string, number> = new Map(byteLetters());

function* byteLetters(): Generator<[string, number]> {
  let next = 0x100;
  for (let byte = 0; byte <= 0xff; byte++) {
    const isPrintable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
    yield [String.fromCharCode(isPrintable ? byte : next++), byte];
  }
}

/** The bytes that a token stands for; null for a text that no bytes are written as, such as that of a control token. */
export function bytesOfToken(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const byte = BYTES.get(text.charAt(i));
    if (byte === undefined) return null;
    bytes[i] = byte;
  }
  return bytes;
}
