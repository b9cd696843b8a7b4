import { bytesOfToken } from "../../src/models/trim/byte_level.ts";
import type { Merge, Vocabulary } from "../../src/models/trim/vocabulary.ts";

/** How a byte is written in a token's text, the other way round than the code under test does it. */
const LETTERS: readonly string[] = lettersOfBytes();

function lettersOfBytes(): string[] {
  const letters: string[] = [];
  for (let code = 0; code < 0x200; code++) {
    const letter = String.fromCharCode(code);
    const byte = bytesOfToken(letter)?.[0];
    if (byte !== undefined) letters[byte] = letter;
  }
  return letters;
}

export const lettersOf = (text: string) => Array.from(Buffer.from(text), (byte) => LETTERS[byte] ?? "");

/** The text that tokens stand for. */
export const textOfTokens = (tokens: readonly string[]) =>
  Buffer.concat(tokens.map((token) => bytesOfToken(token) ?? new Uint8Array())).toString("utf8");

/** Types of tokens (llama.h). */
export const TYPES = { normal: 1, control: 3, unused: 5 } as const;

export const CONTROL_TOKENS = ["<|endoftext|>", "<|im_end|>"];

/**
 * A vocabulary as byte-level BPE learns it: single bytes, then pairs that stand side by side in a text.
 *
 * @param choices which pairs, by place
 * @param unused tokens that stand for nothing
 */
export function learnt(text: string, choices: readonly number[], unused: number): Vocabulary {
  let pieces = lettersOf(text);
  const tokens = [...LETTERS];
  const merges: Merge[] = [];
  for (const choice of choices) {
    const at = choice % (pieces.length - 1);
    const merge = { left: pieces[at] ?? "", right: pieces[at + 1] ?? "" };
    if (pieces.length < 3 || tokens.includes(merge.left + merge.right)) continue;
    tokens.push(merge.left + merge.right);
    merges.push(merge);
    pieces = merged(pieces, merge);
  }
  const paddings = Array.from({ length: unused }, (_, n) => `[PAD${n}]`);
  const types = [
    ...tokens.map(() => TYPES.normal),
    ...CONTROL_TOKENS.map(() => TYPES.control),
    ...paddings.map(() => TYPES.unused),
  ];
  return { tokens: [...tokens, ...CONTROL_TOKENS, ...paddings], types: Int32Array.from(types), merges };
}

/** The tokens of a text: of all neighbours that a merge is there for, those of the earliest merge become one, until there are none. */
export function tokenised(text: string, merges: readonly Merge[]): string[] {
  const ranks = new Map(merges.map(({ left, right }, rank) => [`${left} ${right}`, rank]));
  let pieces = lettersOf(text);
  for (;;) {
    const possible = pieces.slice(1).map((right, i) => ranks.get(`${pieces[i]} ${right}`) ?? Infinity);
    const merge = merges[Math.min(...possible)];
    if (merge === undefined) return pieces;
    pieces = merged(pieces, merge);
  }
}

function merged(pieces: readonly string[], { left, right }: Merge): string[] {
  const joined: string[] = [];
  for (const piece of pieces) {
    if (piece === right && joined.at(-1) === left) joined.splice(-1, 1, left + right);
    else joined.push(piece);
  }
  return joined;
}
