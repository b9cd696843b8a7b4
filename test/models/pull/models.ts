import { fileOf, type Group, headerOf, uint32 } from "../../../scripts/testing/gguf_fields.ts";
import { noise } from "../../fetch/http/file_server.ts";
import { chatModel } from "../chat_model.ts";

const F32_BYTES = 4;
const F32 = 0;

/**
 * A GGUF that passes our checks.
 *
 * @param bytes of its one tensor, a multiple of 32
 * @param seed makes its weights differ from others'
 */
export function modelBytes(bytes: number, seed: number, changes: Record<string, Group | null> = {}): Buffer {
  const tensor = { name: "output.weight", dimensions: [bytes / F32_BYTES], type: F32, bytes };
  const model = chatModel(changes, [tensor]);
  const file = fileOf(model);
  noise(bytes, seed).copy(file, headerOf(model).length);
  return file;
}

/** A model of two files, as llama-gguf-split cuts one. */
export function splitModel(bytes: number): [Buffer, Buffer] {
  const parts = [0, 1].map((number) =>
    modelBytes(bytes, number, {
      number: uint32("split.no", number),
      count: uint32("split.count", 2),
    }),
  );
  const [first, second] = parts;
  if (first === undefined || second === undefined) throw new Error("there are two parts");
  return [first, second];
}
