import {
  type Group,
  number,
  type Pieces,
  pieces,
  string,
  strings,
  type TensorShape,
  uint32,
} from "../../scripts/testing/gguf_fields.ts";

/** Keys of a chat model that pass our checks; the values are as short as they can be. */
export const CHAT_MODEL: Readonly<Record<string, Group>> = {
  architecture: string("general.architecture", "qwen2"),
  name: string("general.name", "A small model"),
  context: uint32("qwen2.context_length", 4096),
  model: string("tokenizer.ggml.model", "gpt2"),
  tokens: strings("tokenizer.ggml.tokens", ["a", "b", "ab"]),
  eos: uint32("tokenizer.ggml.eos_token_id", 2),
  bos: number("tokenizer.ggml.add_bos_token", 7, new Uint8Array([0])),
  template: string("tokenizer.chat_template", "{{ messages }}<|im_start|>"),
};

/** Two rows of 256 weights in Q4_K, and four in F32. */
export const TENSORS: readonly TensorShape[] = [
  { name: "output.weight", dimensions: [256, 2], type: 12, bytes: 288 },
  { name: "output_norm.weight", dimensions: [4], type: 0, bytes: 16 },
];

/** A GGUF that passes our checks, with some of its keys replaced or (null) left out. */
export function chatModel(
  changes: Readonly<Record<string, Group | null>> = {},
  tensors: readonly TensorShape[] = TENSORS,
): Pieces {
  const keys = Object.values({ ...CHAT_MODEL, ...changes }).filter((group) => group !== null);
  return pieces(keys, tensors);
}
