import {
  FIRST_BYTES,
  type GgufArray,
  type GgufHeader,
  type GgufValue,
  LIMITS,
  TYPE,
} from "../gguf/format.ts";
import { ModelBytes } from "../gguf/model_bytes.ts";
import { readValue } from "../gguf/values.ts";
import { joined, text, u32, u64 } from "./encode.ts";
import { KEY, type Kept, untrimmable } from "./vocabulary.ts";

/** Keys that tell of a cut: which one, how many tokens there were before, and the sha256 of the file that was cut. */
export const RECORD = {
  cut: "stream_tts.trim.cut",
  vocabulary: "stream_tts.trim.original_vocabulary",
  sha256: "stream_tts.trim.original_sha256",
} as const;

/** Hold the vocabulary once more in a form of their own, or numbers of tokens in one that byte-level BPE has no use for. */
const UNKNOWN = ["tokenizer.huggingface.json", "tokenizer.rwkv.world", "tokenizer.ggml.suppress_tokens"];

/** Keys with the number of a token, such as that of the end of a turn (llama-arch.cpp, LLM_KV_TOKENIZER_*_ID). */
const ID_OF_TOKEN = /^tokenizer\.ggml\.\w+_token_id$/;

/**
 * The numbers of tokens that the metadata names.
 *
 * @throws AppError MODEL_UNSUITABLE for keys that could not be brought in line with a cut, and for what is cut already
 */
export function namedTokens(path: string, { metadata }: GgufHeader): Set<number> {
  if (metadata.has(RECORD.cut))
    throw untrimmable(path, "its vocabulary is cut already; cut the original if you want less or more of it");
  const unknown = UNKNOWN.find((key) => metadata.has(key));
  if (unknown !== undefined) throw untrimmable(path, `its key ${unknown} cannot be cut along`);
  const ids = new Set<number>();
  for (const [key, value] of metadata)
    if (ID_OF_TOKEN.test(key) && "value" in value && typeof value.value === "number") ids.add(value.value);
  return ids;
}

/**
 * The keys of the metadata with their values as they stand in a file, one after another: all that counts or numbers tokens
 * is cut, and the rest is the same bytes.
 *
 * @param head the file up to its tensor data
 */
export function cutMetadata(path: string, head: Uint8Array, header: GgufHeader, kept: Kept): Uint8Array[] {
  using file = new ModelBytes(path, FIRST_BYTES);
  return [...header.metadata].map(([key, value]) => {
    const start = file.position;
    file.text(LIMITS.keyBytes, "a key");
    readValue(file, key, String);
    const bytes = head.subarray(start, file.position);
    return "value" in value
      ? cutNumber(bytes, key, value, header, kept)
      : cutArray(bytes, head, key, value, header, kept);
  });
}

/** The keys that tell of a cut. */
export function recordOf(record: { cut: string; vocabulary: number; sha256: string }): Uint8Array[] {
  const told = (key: string, value: string) => joined([text(key), u32(TYPE.string), text(value)]);
  return [
    told(RECORD.cut, record.cut),
    joined([text(RECORD.vocabulary), u32(TYPE.uint32), u32(record.vocabulary)]),
    told(RECORD.sha256, record.sha256),
  ];
}

function vocabularyOf({ metadata }: GgufHeader): number {
  const tokens = metadata.get(KEY.tokens);
  return tokens !== undefined && !("value" in tokens) ? tokens.length : 0;
}

function cutNumber(
  bytes: Uint8Array,
  key: string,
  { type, value }: Exclude<GgufValue, GgufArray>,
  header: GgufHeader,
  kept: Kept,
): Uint8Array {
  // libllama takes no other type for these.
  if (type !== TYPE.uint32 || typeof value !== "number") return bytes;
  const withLast = (number: number) => joined([bytes.subarray(0, -4), u32(number)]);
  const vocabulary = vocabularyOf(header);
  if (key.endsWith(".vocab_size") && value === vocabulary) return withLast(kept.ids.length);
  // A number beyond the vocabulary says that there is no such token, and still does.
  if (ID_OF_TOKEN.test(key) && value < vocabulary) return withLast(kept.ids.indexOf(value));
  return bytes;
}

function cutArray(
  bytes: Uint8Array,
  head: Uint8Array,
  key: string,
  array: GgufArray,
  header: GgufHeader,
  kept: Kept,
): Uint8Array {
  const isOfTokens = key.startsWith("tokenizer.ggml.") && array.length === vocabularyOf(header);
  if (key !== KEY.merges && !isOfTokens) return bytes;
  const indices = key === KEY.merges ? kept.merges : kept.ids;
  const bounds = boundsOf(head, array);
  const elements = Array.from(indices, (i) => head.subarray(bounds[i], bounds[i + 1]));
  return joined([text(key), u32(TYPE.array), u32(array.elementType), u64(elements.length), ...elements]);
}

/** Where the elements of an array begin in the file, and where the last one ends. */
function boundsOf(head: Uint8Array, { elementType, length, offset, bytes }: GgufArray): Uint32Array {
  const bounds = new Uint32Array(length + 1);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  let at = offset;
  for (let i = 0; i < length; i++) {
    bounds[i] = at;
    // The reader has seen that lengths are below 4 GiB.
    at += elementType === TYPE.string ? 8 + view.getUint32(at, true) : bytes / length;
  }
  bounds[length] = at;
  return bounds;
}
