/** A 64-bit Mach-O library as zig's linker writes it: where its parts lie. Format: <mach-o/loader.h>. */

const MAGIC_64 = 0xfeedfacf;
const HEADER_BYTES = 32;
const LC_SYMTAB = 0x2;
const LC_DYSYMTAB = 0xb;
const LC_SEGMENT_64 = 0x19;
const LC_CODE_SIGNATURE = 0x1d;
const LC_DYLD_INFO_ONLY = 0x80000022;

/** A part of the file: offset and length in bytes. */
export interface Region {
  readonly start: number;
  readonly length: number;
}

/** Tables for the dynamic linker, and the load commands whose numbers change with them. */
export class Image {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Where the segments lie in the file, in the order that tables count them. */
  readonly segments: readonly Region[];
  readonly #commands = new Map<number, number>();

  /** @throws Error when it is no such library */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.view.getUint32(0, true) !== MAGIC_64) throw new Error("this is no 64-bit Mach-O file");
    const segments: Region[] = [];
    let at = HEADER_BYTES;
    for (let left = this.word(16); left > 0; left -= 1) {
      const command = this.word(at);
      this.#commands.set(command, at);
      if (command === LC_SEGMENT_64) segments.push({ start: this.long(at + 40), length: this.long(at + 48) });
      at += this.word(at + 4);
    }
    this.segments = segments;
  }

  word(at: number): number {
    return this.view.getUint32(at, true);
  }

  setWord(at: number, value: number): void {
    this.view.setUint32(at, value, true);
  }

  /** @throws Error when it is beyond the whole numbers of JavaScript */
  long(at: number): number {
    const value = Number(this.view.getBigUint64(at, true));
    if (!Number.isSafeInteger(value)) throw new Error(`the number at ${at} is too large`);
    return value;
  }

  part({ start, length }: Region): Uint8Array {
    return this.bytes.subarray(start, start + length);
  }

  get rebases(): Region {
    return this.#region(LC_DYLD_INFO_ONLY, 8);
  }

  get weakBinds(): Region {
    return this.#region(LC_DYLD_INFO_ONLY, 24);
  }

  get exports(): Region {
    return this.#region(LC_DYLD_INFO_ONLY, 40);
  }

  get signature(): Region {
    return this.#region(LC_CODE_SIGNATURE, 8);
  }

  /** Offset of LC_SYMTAB in the file. */
  get symtab(): number {
    return this.#command(LC_SYMTAB);
  }

  /** Offset of LC_DYSYMTAB in the file. */
  get dysymtab(): number {
    return this.#command(LC_DYSYMTAB);
  }

  #region(command: number, offset: number): Region {
    const at = this.#command(command) + offset;
    return { start: this.word(at), length: this.word(at + 4) };
  }

  #command(command: number): number {
    const at = this.#commands.get(command);
    if (at === undefined) throw new Error(`there is no load command 0x${command.toString(16)}`);
    return at;
  }
}
