import { Reader, unsignedLeb128 } from "./numbers.ts";

/**
 * The exports of a Mach-O library as the dynamic linker looks them up: a radix tree over their names. A node is the length
 * of what is told of the symbol that ends there (0 for none), that, the number of edges, and for each edge its text and
 * the offset of the node it leads to (<mach-o/loader.h>, "The symbols exported by a dylib are encoded in a trie").
 */

/** What is told of each exported symbol: flags and address, as they stand in the tree. */
export type Exports = ReadonlyMap<string, Uint8Array>;

interface Node {
  told: Uint8Array;
  edges: { text: string; to: Node }[];
}

export function readExportTrie(bytes: Uint8Array): Exports {
  const found = new Map<string, Uint8Array>();
  const visit = (at: number, name: string) => {
    const reader = new Reader(bytes, at);
    const told = reader.take(reader.number());
    if (told.length > 0) found.set(name, told);
    for (let edges = reader.byte(); edges > 0; edges -= 1) {
      const text = reader.text();
      // No edge is empty, so a tree that leads back into itself ends here, too.
      if (text === "" || name.length + text.length > bytes.length) throw new Error("the exports are no tree");
      visit(reader.number(), name + text);
    }
  };
  if (bytes.length > 0) visit(0, "");
  return found;
}

export function writeExportTrie(exports: Exports): Uint8Array {
  const nodes = inOrder(treeOf([...exports].sort(([a], [b]) => (a < b ? -1 : 1))));
  const places = new Map<Node, number>(nodes.map((node) => [node, 0]));
  // Offsets are of variable length, so writing repeats until they fit; they only ever grow.
  for (;;) {
    let end = 0;
    let isSettled = true;
    const pieces = nodes.map((node) => {
      if (places.get(node) !== end) isSettled = false;
      places.set(node, end);
      const piece = encoded(node, places);
      end += piece.length;
      return piece;
    });
    if (isSettled) return new Uint8Array(pieces.flat());
  }
}

/** @param named symbols by name or by what is left of it, sorted */
function treeOf(named: readonly (readonly [string, Uint8Array])[]): Node {
  const node: Node = { told: new Uint8Array(), edges: [] };
  for (const [name, told] of named) if (name === "") node.told = told;
  const firsts = new Set(named.flatMap(([name]) => name[0] ?? []));
  for (const first of firsts) {
    const group = named.filter(([name]) => name.startsWith(first));
    const text = commonStart(group.map(([name]) => name));
    node.edges.push({ text, to: treeOf(group.map(([name, told]) => [name.slice(text.length), told])) });
  }
  return node;
}

function commonStart(sorted: readonly string[]): string {
  const [first = ""] = sorted;
  const last = sorted.at(-1) ?? "";
  let length = 0;
  while (length < first.length && first[length] === last[length]) length += 1;
  return first.slice(0, length);
}

const inOrder = (node: Node): Node[] => [node, ...node.edges.flatMap(({ to }) => inOrder(to))];

function encoded({ told, edges }: Node, places: ReadonlyMap<Node, number>): number[] {
  const children = edges.flatMap(({ text, to }) => [
    ...new TextEncoder().encode(text),
    0,
    ...unsignedLeb128(places.get(to) ?? 0),
  ]);
  return [...unsignedLeb128(told.length), ...told, edges.length, ...children];
}
