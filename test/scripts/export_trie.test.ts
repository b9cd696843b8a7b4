import { expect, test } from "bun:test";
import fc from "fast-check";
import { readExportTrie, writeExportTrie } from "../../scripts/setup/mach_o/export_trie.ts";
import { Reader } from "../../scripts/setup/mach_o/numbers.ts";

const told = fc.uint8Array({ minLength: 2, maxLength: 300 });
/** Few letters, so that names begin alike and one is the beginning of another. */
const name = fc.string({ unit: fc.constantFrom("_", "a", "b"), minLength: 1, maxLength: 12 });
const anyExports = fc.dictionary(name, told, { maxKeys: 60 }).map((found) => new Map(Object.entries(found)));

/** How the dynamic linker looks a name up: it takes the first edge that fits and never comes back. */
function lookUp(trie: Uint8Array, wanted: string): Uint8Array | null {
  let rest = wanted;
  const reader = new Reader(trie);
  for (;;) {
    const found = reader.take(reader.number());
    if (rest === "") return found.length > 0 ? found : null;
    let next: number | null = null;
    for (let edges = reader.byte(); edges > 0 && next === null; edges -= 1) {
      const text = reader.text();
      const place = reader.number();
      if (!rest.startsWith(text)) continue;
      rest = rest.slice(text.length);
      next = place;
    }
    if (next === null) return null;
    reader.at = next;
  }
}

test("every export is found as the dynamic linker looks for it, and nothing else", () => {
  fc.assert(
    fc.property(anyExports, name, (exports, other) => {
      const trie = writeExportTrie(exports);
      for (const [symbol, expected] of exports) expect(lookUp(trie, symbol)).toEqual(expected);
      expect(lookUp(trie, other)).toEqual(exports.get(other) ?? null);
    }),
  );
});

test("what was written is read again", () => {
  fc.assert(
    fc.property(anyExports, (exports) => {
      expect(new Map([...readExportTrie(writeExportTrie(exports))].sort())).toEqual(
        new Map([...exports].sort()),
      );
    }),
  );
});

test("fewer exports never need more room", () => {
  fc.assert(
    fc.property(anyExports, fc.nat(), (exports, seed) => {
      const fewer = new Map([...exports].filter((_, place) => (seed >> (place % 31)) % 2 === 0));
      expect(writeExportTrie(fewer).length).toBeLessThanOrEqual(writeExportTrie(exports).length);
    }),
  );
});

test("a tree that ends in the middle is refused", () => {
  const trie = writeExportTrie(new Map([["_bell", new Uint8Array([0, 1])]]));
  expect(() => readExportTrie(trie.subarray(0, 5))).toThrow("ends in the middle");
});
