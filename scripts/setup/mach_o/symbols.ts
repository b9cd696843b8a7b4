import type { Image } from "./image.ts";
import { Reader } from "./numbers.ts";

/** The symbol table of a library: entries of <mach-o/nlist.h>, the local ones first, then the external ones. */

const SYMBOL_BYTES = 16;
const N_EXT = 0x01;
const N_PEXT = 0x10;
const N_WEAK_DEF = 0x80;
/** Entries of the indirect table from here on name no symbol. */
const INDIRECT_SYMBOL_ABS = 0x40000000;

interface Entry {
  /** Place in the table before the change. */
  index: number;
  name: string;
  address: number;
}

/** The symbols that the library defines for others. */
export function externalSymbols(image: Image): Entry[] {
  const { symtab, dysymtab } = image;
  const [symbols, names] = [image.word(symtab + 8), image.word(symtab + 16)];
  const [first, count] = [image.word(dysymtab + 16), image.word(dysymtab + 20)];
  return Array.from({ length: count }, (_, place) => {
    const at = symbols + (first + place) * SYMBOL_BYTES;
    const name = new Reader(image.bytes, names + image.word(at)).text();
    return { index: first + place, name, address: image.long(at + 8) };
  });
}

/** Makes external symbols local, except those that are to stay: they move to the end of the local ones. */
export function makeLocal(image: Image, isKept: (name: string) => boolean): void {
  const { symtab, dysymtab } = image;
  const start = image.word(symtab + 8);
  const all = externalSymbols(image);
  const hidden = all.filter(({ name }) => !isKept(name));
  const ordered = [...hidden, ...all.filter(({ name }) => isKept(name))];
  const first = image.word(dysymtab + 16);
  const entries = ordered.map(({ index }) =>
    image.bytes.slice(start + index * SYMBOL_BYTES, start + (index + 1) * SYMBOL_BYTES),
  );
  for (const [place, entry] of entries.entries()) {
    const at = start + (first + place) * SYMBOL_BYTES;
    image.bytes.set(entry, at);
    if (place >= hidden.length) continue;
    image.view.setUint8(at + 4, (image.view.getUint8(at + 4) & ~N_EXT) | N_PEXT);
    image.view.setUint16(at + 6, image.view.getUint16(at + 6, true) & ~N_WEAK_DEF, true);
  }
  image.setWord(dysymtab + 12, image.word(dysymtab + 12) + hidden.length);
  image.setWord(dysymtab + 16, first + hidden.length);
  image.setWord(dysymtab + 20, all.length - hidden.length);
  renumber(image, new Map(ordered.map(({ index }, place) => [index, first + place])));
}

/** The indirect table names the symbol behind each stub and pointer by its place. */
function renumber(image: Image, places: ReadonlyMap<number, number>): void {
  const [table, count] = [image.word(image.dysymtab + 56), image.word(image.dysymtab + 60)];
  for (let at = table; at < table + 4 * count; at += 4) {
    const index = image.word(at);
    if (index < INDIRECT_SYMBOL_ABS) image.setWord(at, places.get(index) ?? index);
  }
}
