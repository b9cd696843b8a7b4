import type { Image } from "./image.ts";
import { Reader } from "./numbers.ts";

/** Pointers that the dynamic linker writes when it loads a library, as its tables list them (<mach-o/loader.h>). */

const POINTER_BYTES = 8;

/** Where the next pointer lies, as an offset in the file. */
class Place {
  readonly #image: Image;
  at = 0;

  constructor(image: Image) {
    this.#image = image;
  }

  set(segment: number, offset: number): void {
    const found = this.#image.segments[segment];
    if (found === undefined) throw new Error(`there is no segment ${segment}`);
    this.at = found.start + offset;
  }

  /** Passes over a pointer, and `bytes` more. */
  next(bytes = 0): number {
    const here = this.at;
    this.at += POINTER_BYTES + bytes;
    return here;
  }
}

/** Offsets in the file of the pointers that are moved together with the library. */
export function rebasedPointers(image: Image): Set<number> {
  const reader = new Reader(image.part(image.rebases));
  const place = new Place(image);
  const found = new Set<number>();
  while (!reader.isAtEnd) {
    const byte = reader.byte();
    const low = byte & 0x0f;
    const repeat = (times: number, skipped = 0) => {
      for (let left = times; left > 0; left -= 1) found.add(place.next(skipped));
    };
    switch (byte & 0xf0) {
      case 0x00: // REBASE_OPCODE_DONE
        return found;
      case 0x10: // REBASE_OPCODE_SET_TYPE_IMM
        break;
      case 0x20: // REBASE_OPCODE_SET_SEGMENT_AND_OFFSET_ULEB
        place.set(low, reader.number());
        break;
      case 0x30: // REBASE_OPCODE_ADD_ADDR_ULEB
        place.at += reader.number();
        break;
      case 0x40: // REBASE_OPCODE_ADD_ADDR_IMM_SCALED
        place.at += low * POINTER_BYTES;
        break;
      case 0x50: // REBASE_OPCODE_DO_REBASE_IMM_TIMES
        repeat(low);
        break;
      case 0x60: // REBASE_OPCODE_DO_REBASE_ULEB_TIMES
        repeat(reader.number());
        break;
      case 0x70: // REBASE_OPCODE_DO_REBASE_ADD_ADDR_ULEB
        repeat(1, reader.number());
        break;
      case 0x80: // REBASE_OPCODE_DO_REBASE_ULEB_TIMES_SKIPPING_ULEB
        repeat(reader.number(), reader.number());
        break;
      default:
        throw new Error(`the rebases have an opcode 0x${byte.toString(16)}`);
    }
  }
  return found;
}

/** Pointers to symbols that another library may define, too, in which case it is looked for among all that are loaded. */
export function weaklyBoundPointers(image: Image): { at: number; symbol: string }[] {
  const reader = new Reader(image.part(image.weakBinds));
  const place = new Place(image);
  const found: { at: number; symbol: string }[] = [];
  let symbol = "";
  while (!reader.isAtEnd) {
    const byte = reader.byte();
    const low = byte & 0x0f;
    const repeat = (times: number, skipped = 0) => {
      for (let left = times; left > 0; left -= 1) found.push({ at: place.next(skipped), symbol });
    };
    switch (byte & 0xf0) {
      case 0x00: // BIND_OPCODE_DONE
        return found;
      case 0x40: // BIND_OPCODE_SET_SYMBOL_TRAILING_FLAGS_IMM
        symbol = reader.text();
        break;
      case 0x50: // BIND_OPCODE_SET_TYPE_IMM
        break;
      case 0x70: // BIND_OPCODE_SET_SEGMENT_AND_OFFSET_ULEB
        place.set(low, reader.number());
        break;
      case 0x80: // BIND_OPCODE_ADD_ADDR_ULEB
        place.at += reader.number();
        break;
      case 0x90: // BIND_OPCODE_DO_BIND
        repeat(1);
        break;
      case 0xa0: // BIND_OPCODE_DO_BIND_ADD_ADDR_ULEB
        repeat(1, reader.number());
        break;
      case 0xb0: // BIND_OPCODE_DO_BIND_ADD_ADDR_IMM_SCALED
        repeat(1, low * POINTER_BYTES);
        break;
      case 0xc0: // BIND_OPCODE_DO_BIND_ULEB_TIMES_SKIPPING_ULEB
        repeat(reader.number(), reader.number());
        break;
      default:
        throw new Error(`the weak binds have an opcode 0x${byte.toString(16)}`);
    }
  }
  return found;
}
