import type { NumberArray } from "../gguf/arrays.ts";
import { unsuitable } from "../gguf/failures.ts";
import { type GgufArray, TYPE } from "../gguf/format.ts";
import { arrayOf, textOf } from "../gguf/metadata.ts";
import { type GgufHeader, readNumbers, readStrings } from "../gguf/reader.ts";
import { bytesOfToken } from "./byte_level.ts";

/** Keys of the metadata that hold the vocabulary of byte-level BPE (ggml, docs/gguf.md). */
export const KEY = {
  tokens: "tokenizer.ggml.tokens",
  types: "tokenizer.ggml.token_type",
  merges: "tokenizer.ggml.merges",
} as const;

/** Types of tokens (llama.h, llama_token_type). */
const NORMAL = 1;
const UNUSED = 5;

/** A byte-level BPE vocabulary. */
export interface Vocabulary {
  /** Texts as they stand in the file, by id. */
  readonly tokens: readonly string[];
  readonly types: NumberArray;
  /** The earliest counts first. */
  readonly merges: readonly Merge[];
}

/** Two neighbours that become one token. */
export interface Merge {
  readonly left: string;
  readonly right: string;
}

/**
 * Reads a vocabulary.
 *
 * @throws AppError MODEL_UNSUITABLE for a tokenizer of another kind
 */
export function readVocabulary(path: string, header: GgufHeader): Vocabulary {
  const kind = textOf(header, "tokenizer.ggml.model");
  if (kind !== "gpt2")
    throw untrimmable(
      path,
      `its tokenizer is ${kind ?? "unknown"}, and only byte-level BPE (gpt2) can be cut`,
    );
  const tokens = arrayOf(header, KEY.tokens);
  const types = arrayOf(header, KEY.types);
  const merges = arrayOf(header, KEY.merges);
  if (tokens === null || types === null || merges === null || types.length !== tokens.length)
    throw untrimmable(path, "its vocabulary lacks the types of its tokens, or its merges");
  return {
    tokens: textsOf(path, tokens),
    types: readNumbers(path, types),
    merges: textsOf(path, merges).map((text) => mergeOf(path, text)),
  };
}

/** A model that stays as it is. */
export function untrimmable(path: string, why: string) {
  return unsuitable(path, why, "use the model as it is: trimming is for Qwen's and similar vocabularies");
}

function textsOf(path: string, array: GgufArray): string[] {
  if (array.elementType !== TYPE.string) throw untrimmable(path, "its vocabulary is not made of texts");
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return Array.from(readStrings(path, array), (bytes) => decoder.decode(bytes));
}

/** The sides are parted by a space, and the first letter is never one (llama.cpp, llama_vocab::impl::load). */
function mergeOf(path: string, text: string): Merge {
  const space = text.indexOf(" ", 1);
  if (space < 0) throw untrimmable(path, `its merge ${JSON.stringify(text)} has one side only`);
  return { left: text.slice(0, space), right: text.slice(space + 1) };
}

/** What stays of a vocabulary. */
export interface Kept {
  /** Ids in the old vocabulary, ascending; the place of each is its new id. */
  readonly ids: Uint32Array;
  /** Indices of the merges that stay, ascending. */
  readonly merges: Uint32Array;
}

/**
 * Rows that are computed together: ggml's repacked CPU kernels take 4, 8 or 16 rows at a time, AMX 32, and Qwen's own
 * vocabularies are multiples of this as well.
 */
const MULTIPLE = 128;

/**
 * Chooses what stays: all that is not an ordinary word (control tokens above all), every single byte, and what `keeps`
 * says. Since a merge's sides are in the middle of its result, each kept token can still be made as before, and a text of
 * which all parts are kept is tokenised as before: every merge that it takes is there, in the same order.
 *
 * @param keeps whether the token for these bytes stays; must hold for what stands inside of bytes for which it holds
 * @param needed ids that stay in any case
 */
export function keptOf(
  { tokens, types, merges }: Vocabulary,
  keeps: (bytes: Uint8Array) => boolean,
  needed: ReadonlySet<number>,
): Kept {
  const isKept = tokens.map((text, id) => {
    if (needed.has(id)) return true;
    if (Number(types[id]) !== NORMAL) return Number(types[id]) !== UNUSED;
    const bytes = bytesOfToken(text);
    return bytes === null || bytes.length === 1 || keeps(bytes);
  });
  fillUp(isKept, types);
  const ids = Uint32Array.from(isKept.keys().filter((id) => isKept[id] === true));
  const texts = new Set(tokens.filter((_, id) => isKept[id]));
  const isWhole = ({ left, right }: Merge) => texts.has(left) && texts.has(right) && texts.has(left + right);
  const indices = merges.flatMap((merge, index) => (isWhole(merge) ? [index] : []));
  return { ids, merges: Uint32Array.from(indices) };
}

/**
 * Takes back so many tokens that the number is a {@link MULTIPLE}: first those that stand for nothing, then the most
 * frequent, which were merged first, so that what each is made from is there as well.
 */
function fillUp(isKept: boolean[], types: NumberArray): void {
  const count = isKept.filter(Boolean).length;
  const dropped = [...isKept.keys()].filter((id) => !isKept[id]);
  const isUnused = (id: number) => Number(types[id]) === UNUSED;
  const order = [...dropped.filter(isUnused), ...dropped.filter((id) => !isUnused(id))];
  for (const id of order.slice(0, Math.ceil(count / MULTIPLE) * MULTIPLE - count)) isKept[id] = true;
}
