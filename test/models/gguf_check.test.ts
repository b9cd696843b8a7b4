import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  fileOf,
  type Group,
  number,
  numbers,
  string,
  strings,
  u32,
  uint32,
} from "../../scripts/testing/gguf_fields.ts";
import { AppError } from "../../src/errors.ts";
import { UNFIT, WRITERS } from "../../src/models/gguf/architectures.ts";
import { checkGguf } from "../../src/models/gguf/check.ts";
import type { ProfileName } from "../../src/translate/profiles.ts";
import { chatModel, TENSORS } from "./chat_model.ts";

const folder = mkdtempSync(join(tmpdir(), "gguf-"));
afterAll(() => rmSync(folder, { recursive: true }));

type Changes = Readonly<Record<string, Group | null>>;

function write(name: string, changes: Changes, tensors = TENSORS): string {
  const path = join(folder, name);
  writeFileSync(path, fileOf(chatModel(changes, tensors)));
  return path;
}

/** What checking a file comes to: its error, or null. */
function refusal(path: string, profile: ProfileName | null = null): AppError | null {
  try {
    checkGguf(path, profile);
    return null;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

const architecture = (name: string) => ({ architecture: string("general.architecture", name) });

describe("what a GGUF holds", () => {
  test("a chat model passes", () => {
    expect(refusal(write("model.gguf", {}))).toBeNull();
  });

  const others: [string, Changes, RegExp][] = [
    ["a LoRA adapter", { type: string("general.type", "adapter") }, /adapter/],
    ["the eyes of another model", { type: string("general.type", "mmproj") }, /looks at images/],
    ["an importance matrix", { type: string("general.type", "imatrix") }, /quantising/],
    ["an image encoder", architecture("clip"), /clip: .*looks at images/],
    ["an embedding model", architecture("bert"), /bert: .*vectors/],
    ["an encoder and decoder", architecture("t5"), /t5: .*encoder/],
    [
      "an architecture of later years",
      architecture("qwen9"),
      /qwen9, which the llama.cpp in here does not know/,
    ],
    ["no architecture", { architecture: null }, /what kind/],
    ["an architecture that is a number", { architecture: uint32("general.architecture", 1) }, /what kind/],
    ["no tokeniser", { model: null }, /no vocabulary/],
    ["no tokens", { tokens: null }, /no vocabulary/],
    ["an empty vocabulary", { tokens: strings("tokenizer.ggml.tokens", []) }, /no vocabulary/],
    [
      "tokens that are numbers",
      { tokens: numbers("tokenizer.ggml.tokens", 5, new Int32Array(3)) },
      /no vocabulary/,
    ],
    ["no chat template", { template: null }, /no chat template/],
    ["an empty chat template", { template: string("tokenizer.chat_template", "") }, /no chat template/],
  ];
  test.each(others)("%s is told", (_name, changes, why) => {
    const error = refusal(write("model.gguf", changes));
    expect(error?.code).toBe("MODEL_UNSUITABLE");
    expect(error?.why).toMatch(why);
    expect(error?.fix).toContain("--model");
  });

  test("a vocabulary without weights is told", () => {
    expect(refusal(write("model.gguf", {}, []))?.why).toContain("no weights");
  });

  test("what writes and what does not are apart", () => {
    expect([...UNFIT.keys()].filter((name) => WRITERS.has(name))).toEqual([]);
  });
});

describe("a model without a chat template", () => {
  const bare = { template: null };
  const profiled: [string, Changes][] = [
    ["Hy-MT2", architecture("hunyuan-dense")],
    ["CAT-Translate", { ...architecture("llama"), name: string("general.name", "CAT-Translate-1.4B") }],
  ];
  test.each(profiled)("%s is asked by its profile", (_name, changes) => {
    expect(refusal(write("model.gguf", { ...changes, ...bare }))).toBeNull();
  });

  test("the user's profile decides", () => {
    const path = write("model.gguf", { ...architecture("llama"), ...bare });
    expect(refusal(path, "simple")?.code).toBe("MODEL_UNSUITABLE");
    expect(refusal(path, "hy-mt2")).toBeNull();
  });
});

describe("a split GGUF", () => {
  /** Keys of a part, as llama-gguf-split writes them: 16 bits for both numbers. */
  const part = (number_: number, count: number, tensors: number): Changes => ({
    no: number("split.no", 2, u32(number_).subarray(0, 2)),
    count: number("split.count", 2, u32(count).subarray(0, 2)),
    tensorCount: number("split.tensors.count", 5, u32(tensors)),
  });
  const only = (changes: Changes): Changes => ({ ...withoutKeys, ...changes });
  const withoutKeys = Object.fromEntries(
    ["architecture", "name", "context", "model", "tokens", "eos", "bos", "template"].map((key) => [
      key,
      null,
    ]),
  );
  const name = (n: number) => `big-0000${n}-of-00003.gguf`;
  function writeParts(tensors = 6): string {
    const first = write(name(1), part(0, 3, tensors));
    write(name(2), only(part(1, 3, tensors)));
    write(name(3), only(part(2, 3, tensors)));
    return first;
  }

  test("passes when all its parts are there, and gives them all", () => {
    const first = writeParts();
    expect(checkGguf(first).map(({ path }) => path)).toEqual([1, 2, 3].map((n) => join(folder, name(n))));
  });

  test("a part that is missing is named", () => {
    const first = writeParts();
    rmSync(join(folder, name(3)));
    const error = refusal(first);
    expect(error?.code).toBe("MODEL_MISSING");
    expect(error?.why).toContain(name(3));
  });

  test("a part that is cut off is named", () => {
    const first = writeParts();
    const second = join(folder, name(2));
    writeFileSync(second, fileOf(chatModel(only(part(1, 3, 6)))).subarray(0, -100));
    const error = refusal(first);
    expect(error?.code).toBe("MODEL_TRUNCATED");
    expect(error?.what).toContain(name(2));
  });

  test("a part that belongs to another model is told", () => {
    const first = writeParts();
    write(name(2), only(part(1, 4, 6)));
    expect(refusal(first)?.why).toContain("not part 2 of 3");
  });

  test("parts that hold too few tensors are told", () => {
    expect(refusal(writeParts(7))?.why).toContain("6 tensors");
  });

  test("a later part says which file is the first", () => {
    writeParts();
    const error = refusal(join(folder, name(2)));
    expect(error?.code).toBe("MODEL_UNSUITABLE");
    expect(error?.why).toContain("part 2 of 3");
    expect(error?.fix).toContain(name(1));
  });

  test("a first part that was renamed cannot find the others", () => {
    const first = writeParts();
    renameSync(first, join(folder, "renamed.gguf"));
    const error = refusal(join(folder, "renamed.gguf"));
    expect(error?.code).toBe("MODEL_UNSUITABLE");
    expect(error?.why).toContain("another name");
  });

  test("an impossible number of parts is damage", () => {
    const path = write("model.gguf", { count: uint32("split.count", 2 ** 32 - 1) });
    expect(refusal(path)?.code).toBe("MODEL_DAMAGED");
  });
});
