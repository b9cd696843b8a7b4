/** Reads what Mach-O's opcodes and tries are made of: bytes, LEB128 numbers and texts that end with a zero byte. */
export class Reader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  get isAtEnd(): boolean {
    return this.at >= this.#bytes.length;
  }

  /** @throws Error behind the end */
  byte(): number {
    const value = this.#bytes[this.at];
    if (value === undefined) throw new Error("a table ends in the middle");
    this.at += 1;
    return value;
  }

  /** An unsigned LEB128 number of 64 bits; those from 2^63 on stand for negative ones, as in the tables of pointers. */
  number(): number {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(64, value));
    }
  }

  /** A text of ASCII. */
  text(): string {
    let text = "";
    for (let byte = this.byte(); byte !== 0; byte = this.byte()) text += String.fromCharCode(byte);
    return text;
  }

  take(length: number): Uint8Array {
    const taken = this.#bytes.subarray(this.at, this.at + length);
    this.at += length;
    return taken;
  }
}

/** An unsigned LEB128 number. */
export function unsignedLeb128(value: number): number[] {
  const bytes = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 0x80);
  }
}
