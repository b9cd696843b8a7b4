import { arrayOf, countOf } from "../../src/models/gguf/metadata.ts";
import {
  type GgufHeader,
  type GgufValue,
  readGgufHeader,
  readNumbers,
  readStrings,
} from "../../src/models/gguf/reader.ts";
import { BLOCKS } from "../../src/models/gguf/tensor_types.ts";
import {
  f32,
  type Group,
  number,
  numbers,
  type Pieces,
  pieces,
  string,
  strings,
  type TensorShape,
  u32,
} from "./gguf_fields.ts";

/** So many bytes and merges of the vocabulary stay, as ordinary tokens; the rest is cut off, since it is all alike. */
const ORDINARY = 8192;
/** Tokens that stand for single bytes; each later one is made by the merge in its place (Qwen's tokenizer). */
const SINGLE_BYTES = 256;
const CONTROL_TOKEN = 3;
const EMBEDDING = 64;
const F32 = 0;
const Q8_0 = 8;

/** Sizes of the real model's tensors, and what becomes of them. */
type Sizes = ReadonlyMap<number, number>;

/**
 * A model of a few hundred kilobytes that libllama loads and runs: the metadata of a real Qwen2.5 with a shorter
 * vocabulary, one layer and narrow tensors, which are zeros.
 *
 * @param path the real GGUF
 */
export function smallModel(path: string): Pieces {
  const real = readGgufHeader(path);
  const kept = keptTokens(path, real);
  const tensors = real.tensors
    .filter(({ name }) => !/^blk\.(?!0\.)/.test(name))
    .map((tensor) => narrowed(tensor, sizesOf(real, kept.length)));
  const keys = [...real.metadata].map(([key, value]) => keyFor(path, key, value, kept));
  return pieces(keys, tensors);
}

/** Ids of the tokens that stay: the first ones, and all control tokens. */
function keptTokens(path: string, real: GgufHeader): number[] {
  const types = Array.from(readNumbers(path, needed(real, "tokenizer.ggml.token_type")), Number);
  return types.flatMap((type, id) => (id < ORDINARY || type === CONTROL_TOKEN ? [id] : []));
}

function needed(real: GgufHeader, key: string) {
  const array = arrayOf(real, key);
  if (array === null) throw new Error(`the real model has no ${key}`);
  return array;
}

/** One head for keys and values and two for queries, as narrow as libllama's kernels like them. */
function sizesOf(real: GgufHeader, vocabulary: number): Sizes {
  const of = (key: string) => countOf(real, `qwen2.${key}`) ?? 0;
  const head = of("embedding_length") / of("attention.head_count");
  return new Map([
    [of("embedding_length"), EMBEDDING],
    [of("feed_forward_length"), EMBEDDING],
    [head * of("attention.head_count_kv"), EMBEDDING / 2],
    [needed(real, "tokenizer.ggml.tokens").length, vocabulary],
  ]);
}

function narrowed(
  { name, dimensions }: { name: string; dimensions: readonly number[] },
  sizes: Sizes,
): TensorShape {
  const narrow = dimensions.map((dimension) => sizes.get(dimension) ?? dimension);
  const type = narrow.length === 1 ? F32 : Q8_0;
  const block = BLOCKS.get(type);
  if (block === undefined) throw new Error(`there is no type ${type}`);
  const elements = narrow.reduce((product, dimension) => product * dimension, 1);
  return { name, dimensions: narrow, type, bytes: (elements / block.elements) * block.bytes };
}

const CHANGED: ReadonlyMap<string, number> = new Map([
  ["qwen2.block_count", 1],
  ["qwen2.embedding_length", EMBEDDING],
  ["qwen2.feed_forward_length", EMBEDDING],
  ["qwen2.attention.head_count", 2],
  ["qwen2.attention.head_count_kv", 1],
]);

function keyFor(path: string, key: string, of: GgufValue, kept: readonly number[]): Group {
  if (!("value" in of)) {
    if (key === "tokenizer.ggml.token_type") {
      const types = readNumbers(path, of);
      return numbers(
        key,
        of.elementType,
        Int32Array.from(kept, (id) => Number(types[id])),
      );
    }
    const texts = [...readStrings(path, of)];
    if (key === "tokenizer.ggml.merges") return strings(key, texts.slice(0, ORDINARY - SINGLE_BYTES));
    return strings(
      key,
      kept.map((id) => texts[id] ?? ""),
    );
  }
  const { type, value } = of;
  if (typeof value === "string") return string(key, value);
  if (typeof value === "boolean") return number(key, type, new Uint8Array([value ? 1 : 0]));
  if (key.endsWith("_token_id")) return number(key, type, u32(kept.indexOf(Number(value))));
  const changed = CHANGED.get(key) ?? Number(value);
  return number(key, type, Number.isInteger(changed) && type !== 6 ? u32(changed) : f32(changed));
}
