import { readFileSync, writeFileSync } from "node:fs";
import { readExportTrie, writeExportTrie } from "./export_trie.ts";
import { Image } from "./image.ts";
import { rebasedPointers, weaklyBoundPointers } from "./pointers.ts";
import { signAgain } from "./signature.ts";
import { externalSymbols, makeLocal } from "./symbols.ts";

const FLAGS = 24;
const MH_WEAK_DEFINES = 0x8000;
const MH_BINDS_TO_WEAK = 0x10000;

/**
 * Has a library that zig linked export what begins with `prefix` and nothing else, as a list of exports does with Apple's
 * linker. Zig's (0.15) knows no such list: it exports the names of the header and, from the C++ runtime inside, operator
 * new and delete. Since a library that exports these takes those of another one when there is one, the two would free
 * each other's memory; so its own pointers to them become plain ones, too.
 *
 * @throws Error when the file is not as that linker writes it
 */
export function keepExports(path: string, prefix: string): void {
  const image = new Image(readFileSync(path));
  const isKept = (name: string) => name.startsWith(prefix);
  bindToOwn(image);
  const kept = [...readExportTrie(image.part(image.exports))].filter(([name]) => isKept(name));
  const trie = writeExportTrie(new Map(kept));
  if (trie.length > image.exports.length) throw new Error(`${path} has no room for its exports`);
  image.part(image.exports).fill(0).set(trie);
  makeLocal(image, isKept);
  signAgain(image);
  writeFileSync(path, image.bytes);
}

/** Leaves pointers to symbols that are defined here as the linker wrote them, whoever else defines these. */
function bindToOwn(image: Image): void {
  const pointers = weaklyBoundPointers(image);
  const rebased = rebasedPointers(image);
  const addresses = new Map(externalSymbols(image).map(({ name, address }) => [name, address]));
  for (const { at, symbol } of pointers) {
    const address = addresses.get(symbol);
    if (!rebased.has(at) || (address !== undefined && address !== image.long(at)))
      throw new Error(`the pointer to ${symbol} does not lead to the library's own`);
  }
  // Opcodes of zero end the table; without its bytes, the tables after it would lie in the wrong place.
  image.part(image.weakBinds).fill(0);
  image.setWord(FLAGS, image.word(FLAGS) & ~(MH_WEAK_DEFINES | MH_BINDS_TO_WEAK));
}
