import { PROFILES, type ProfileName, profileNameFor } from "../../translate/profiles.ts";
import { UNFIT, WRITERS } from "./architectures.ts";
import { unsuitable } from "./failures.ts";
import { type GgufHeader, TYPE } from "./format.ts";
import { arrayOf, textOf } from "./metadata.ts";

const ANOTHER = "pass --model a chat or translation model, for example a Qwen2.5-Instruct GGUF";

/** What `general.type` says of files that are no model (gguf-py, GGUFType). */
const OTHER_TYPES: ReadonlyMap<string, string> = new Map([
  ["adapter", "it is an adapter (LoRA), which only changes another model"],
  ["mmproj", "it is the part of another model that looks at images or listens"],
  ["imatrix", "it holds statistics for quantising another model"],
]);

/**
 * Checks that a GGUF holds a model which can be asked to translate: one that writes, with its vocabulary, and with a
 * chat template unless its profile needs none.
 *
 * @param profile the user's choice, or null to go by what the GGUF says of itself
 * @throws AppError MODEL_UNSUITABLE
 */
export function checkSuitable(path: string, header: GgufHeader, profile: ProfileName | null): void {
  const refuse = (why: string, fix = ANOTHER) => unsuitable(path, why, fix);
  const other = OTHER_TYPES.get(textOf(header, "general.type") ?? "model");
  if (other !== undefined) throw refuse(other);
  const architecture = textOf(header, "general.architecture");
  if (architecture === null) throw refuse("it does not say what kind of model it is");
  const unfit = UNFIT.get(architecture);
  if (unfit !== undefined) throw refuse(`it is of the kind ${architecture}: ${unfit}`);
  if (!WRITERS.has(architecture))
    throw refuse(`it is of the kind ${architecture}, which the llama.cpp in here does not know`);
  const tokenizer = textOf(header, "tokenizer.ggml.model");
  const tokens = arrayOf(header, "tokenizer.ggml.tokens");
  if (tokenizer === null || tokens === null || tokens.elementType !== TYPE.string || tokens.length === 0)
    throw refuse("it holds no vocabulary");
  if (header.tensors.length === 0) throw refuse("it holds a vocabulary and no weights");
  const asked = profile ?? profileNameFor((key) => textOf(header, key));
  if (PROFILES[asked].profile.frame === null && (textOf(header, "tokenizer.chat_template") ?? "") === "")
    throw refuse(
      "it carries no chat template, so that nobody knows how to ask it; base models have none",
      "pass --model an instruction-tuned GGUF, or --profile for a model whose control tokens it knows",
    );
}
