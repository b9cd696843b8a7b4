/**
 * Tells whether bytes may stand somewhere in the UTF-8 of a text of some characters. They may begin and end in the middle
 * of one, as the tokens of byte-level BPE do.
 */
export class Spans {
  readonly #characters: ReadonlySet<string>;
  readonly #beginnings = new Set<string>();
  readonly #ends = new Set<string>();
  readonly #middles = new Set<string>();

  /** @param characters what the text is made of */
  constructor(characters: Iterable<string>) {
    this.#characters = new Set(characters);
    for (const character of this.#characters) {
      const bytes = latin1(Buffer.from(character));
      for (let i = 1; i < bytes.length; i++) {
        this.#beginnings.add(bytes.slice(0, i));
        this.#ends.add(bytes.slice(i));
        for (let j = i + 1; j < bytes.length; j++) this.#middles.add(bytes.slice(i, j));
      }
    }
  }

  has(bytes: Uint8Array): boolean {
    const start = bytes.findIndex((byte) => !isContinuation(byte));
    const tail = latin1(bytes.subarray(0, start < 0 ? bytes.length : start));
    if (start < 0) return this.#ends.has(tail) || this.#middles.has(tail);
    if (tail !== "" && !this.#ends.has(tail)) return false;
    const end = startOfUnfinished(bytes);
    if (end < bytes.length && !this.#beginnings.has(latin1(bytes.subarray(end)))) return false;
    // Bytes that are no UTF-8 become U+FFFD, which is in no text.
    const whole = Buffer.from(bytes.subarray(start, end)).toString("utf8");
    return Array.from(whole).every((character) => this.#characters.has(character));
  }
}

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

const isContinuation = (byte: number) => (byte & 0xc0) === 0x80;

/** Where a character begins whose end is not there any more; the number of bytes, where all are whole (RFC 3629). */
function startOfUnfinished(bytes: Uint8Array): number {
  const at = bytes.findLastIndex((byte) => !isContinuation(byte));
  const lead = bytes[at] ?? 0;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return at + length > bytes.length ? at : bytes.length;
}
