import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  fileOf,
  type Group,
  headerOf,
  numbers,
  string,
  strings,
  type TensorShape,
  uint32,
} from "../../scripts/testing/gguf_fields.ts";
import { AppError, type ErrorCode } from "../../src/errors.ts";
import { arrayOf, countOf, textOf } from "../../src/models/gguf/metadata.ts";
import { type GgufHeader, readGgufHeader, readNumbers, readStrings } from "../../src/models/gguf/reader.ts";
import { CUTS, type CutName } from "../../src/models/trim/cuts.ts";
import { trimModel } from "../../src/models/trim/trim_model.ts";
import { keptOf } from "../../src/models/trim/vocabulary.ts";
import { CONTROL_TOKENS, learnt } from "./byte_bpe.ts";
import { chatModel } from "./chat_model.ts";

setDefaultTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), "trim-"));
const source = join(folder, "whole.gguf");
const out = join(folder, "cut.gguf");
afterAll(() => rmSync(folder, { recursive: true }));

const TEXT = "The tests pass. テストが通りました。这个习惯用语。они все пишут это слово. 🎉".repeat(3);
const vocabulary = learnt(
  TEXT,
  Array.from({ length: 600 }, (_, n) => n * 7919),
  200,
);
const { tokens, types, merges } = vocabulary;
const eos = tokens.indexOf(CONTROL_TOKENS[0] ?? "");
const eot = tokens.indexOf(CONTROL_TOKENS[1] ?? "");
const kept = keptOf(vocabulary, CUTS.ja.make(), new Set([eos, eot]));
/** Weights of a row of a token's vector (Q8_0), and of one of its probability (F32). */
const [VECTOR_BYTES, OUTPUT_BYTES] = [34, 64];

const KEYS: Readonly<Record<string, Group>> = {
  tokens: strings("tokenizer.ggml.tokens", tokens),
  types: numbers("tokenizer.ggml.token_type", 5, Int32Array.from(types, Number)),
  scores: numbers(
    "tokenizer.ggml.scores",
    6,
    Float32Array.from(tokens, (_, id) => id / 2),
  ),
  merges: strings(
    "tokenizer.ggml.merges",
    merges.map(({ left, right }) => `${left} ${right}`),
  ),
  eos: uint32("tokenizer.ggml.eos_token_id", eos),
  eot: uint32("tokenizer.ggml.eot_token_id", eot),
  none: uint32("tokenizer.ggml.mask_token_id", 0xffffffff),
  size: uint32("qwen2.vocab_size", tokens.length),
  other: strings("general.languages", ["en", "ja"]),
};
const TENSORS: readonly TensorShape[] = [
  { name: "output.weight", dimensions: [16, tokens.length], type: 0, bytes: OUTPUT_BYTES * tokens.length },
  {
    name: "token_embd.weight",
    dimensions: [32, tokens.length],
    type: 8,
    bytes: VECTOR_BYTES * tokens.length,
  },
  { name: "blk.0.attn_norm.weight", dimensions: [5, 3], type: 0, bytes: 60 },
  { name: "output_norm.weight", dimensions: [16], type: 0, bytes: 64 },
];

/** Writes a model whose weights are bytes that differ from place to place. */
function writeModel(changes: Readonly<Record<string, Group | null>> = {}, tensors = TENSORS): void {
  const pieces = chatModel({ ...KEYS, ...changes }, tensors);
  const file = fileOf(pieces);
  for (let at = headerOf(pieces).length; at < file.length; at++) file[at] = (at * 2_654_435_761) >>> 24;
  writeFileSync(source, file);
}

const trim = (cut: CutName = "ja", options: { force?: boolean; signal?: AbortSignal } = {}) =>
  trimModel(source, out, {
    ...{ cut, force: false, signal: new AbortController().signal, onProgress: () => {} },
    ...options,
  });

/** Bytes of a tensor. */
function weights(path: string, header: GgufHeader, name: string): Buffer {
  const tensor = header.tensors.find((one) => one.name === name);
  const start = header.dataStart + (tensor?.offset ?? 0);
  return readFileSync(path).subarray(start, start + (tensor?.bytes ?? 0));
}

function array(path: string, header: GgufHeader, key: string) {
  const found = arrayOf(header, key);
  if (found === null) throw new Error(`there is no ${key}`);
  return found.elementType === 8
    ? Array.from(readStrings(path, found), (bytes) => Buffer.from(bytes).toString())
    : Array.from(readNumbers(path, found), Number);
}

beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  writeModel();
});

describe("a cut model", () => {
  test("holds what is kept, in its order, under new numbers", async () => {
    const { before, after } = await trim();
    const header = readGgufHeader(out);
    expect(before.tokens).toBe(tokens.length);
    expect(after).toEqual({ tokens: kept.ids.length, bytes: header.fileBytes });
    expect(kept.ids.length).toBeLessThan(tokens.length);
    const ids = [...kept.ids];
    expect(array(out, header, "tokenizer.ggml.tokens")).toEqual(ids.map((id) => tokens[id] ?? ""));
    expect(array(out, header, "tokenizer.ggml.token_type")).toEqual(ids.map((id) => Number(types[id])));
    expect(array(out, header, "tokenizer.ggml.scores")).toEqual(ids.map((id) => id / 2));
    expect(array(out, header, "tokenizer.ggml.merges")).toEqual(
      Array.from(kept.merges, (i) => `${merges[i]?.left} ${merges[i]?.right}`),
    );
    expect(countOf(header, "tokenizer.ggml.eos_token_id")).toBe(ids.indexOf(eos));
    expect(countOf(header, "tokenizer.ggml.eot_token_id")).toBe(ids.indexOf(eot));
    expect(countOf(header, "qwen2.vocab_size")).toBe(ids.length);
  });

  test("rows of tokens are copied, and other weights are the same", async () => {
    await trim();
    const [old, cut] = [readGgufHeader(source), readGgufHeader(out)];
    for (const [name, bytes] of [
      ["token_embd.weight", VECTOR_BYTES],
      ["output.weight", OUTPUT_BYTES],
    ] as const) {
      const rows = weights(source, old, name);
      const expected = Array.from(kept.ids, (id) => rows.subarray(id * bytes, (id + 1) * bytes));
      expect(weights(out, cut, name).equals(Buffer.concat(expected))).toBe(true);
    }
    for (const name of ["blk.0.attn_norm.weight", "output_norm.weight"])
      expect(weights(out, cut, name).equals(weights(source, old, name))).toBe(true);
    const shapes = cut.tensors.map(({ name, type, dimensions }) => [name, type, ...dimensions]);
    expect(shapes).toEqual(
      TENSORS.map(({ name, type, dimensions }) => [
        ...[name, type],
        ...dimensions.map((size) => (size === tokens.length ? kept.ids.length : Number(size))),
      ]),
    );
  });

  test("all other keys are the same, and three tell of the cut", async () => {
    await trim("small");
    const [old, cut] = [readGgufHeader(source), readGgufHeader(out)];
    const isOther = (key: string) => !/tokens|token_type|scores|merges|vocab_size|eo[st]_token_id/.test(key);
    const others = [...old.metadata].filter(([key, value]) => isOther(key) && "value" in value);
    expect(others.length).toBeGreaterThan(5);
    for (const [key, value] of others) expect(cut.metadata.get(key)).toEqual(value);
    expect(array(out, cut, "general.languages")).toEqual(["en", "ja"]);
    expect([...cut.metadata.keys()].slice(0, -3)).toEqual([...old.metadata.keys()]);
    expect(textOf(cut, "stream_tts.trim.cut")).toBe("small");
    expect(countOf(cut, "stream_tts.trim.original_vocabulary")).toBe(tokens.length);
    const sha256 = new Bun.CryptoHasher("sha256").update(readFileSync(source)).digest("hex");
    expect(textOf(cut, "stream_tts.trim.original_sha256")).toBe(sha256);
  });

  test("a model that reckons probabilities with the same vectors", async () => {
    writeModel({}, TENSORS.slice(1));
    await trim();
    expect(readGgufHeader(out).tensors.map(({ name }) => name)).toEqual(
      TENSORS.slice(1).map(({ name }) => name),
    );
  });

  test("the same original gives the same file", async () => {
    await trim();
    const first = readFileSync(out);
    await trim("ja", { force: true });
    expect(readFileSync(out).equals(first)).toBe(true);
  });
});

describe("what is refused leaves nothing behind", () => {
  const cases: [string, () => void, ErrorCode, string][] = [
    [
      "another tokenizer",
      () => writeModel({ model: string("tokenizer.ggml.model", "llama") }),
      "MODEL_UNSUITABLE",
      "its tokenizer is llama",
    ],
    ["no merges", () => writeModel({ merges: null }), "MODEL_UNSUITABLE", "its merges"],
    ["no types", () => writeModel({ types: null }), "MODEL_UNSUITABLE", "types of its tokens"],
    [
      "a cut model",
      () => writeModel({ cut: string("stream_tts.trim.cut", "ja") }),
      "MODEL_UNSUITABLE",
      "cut already",
    ],
    [
      "a second vocabulary",
      () => writeModel({ json: string("tokenizer.huggingface.json", "{}") }),
      "MODEL_UNSUITABLE",
      "tokenizer.huggingface.json",
    ],
    [
      "weights for each token that are not known",
      () =>
        writeModel({}, [
          ...TENSORS,
          { name: "new.weight", dimensions: [4, tokens.length], type: 0, bytes: 16 * tokens.length },
        ]),
      "MODEL_UNSUITABLE",
      "new.weight",
    ],
    [
      "vectors for other tokens",
      () => writeModel({}, [{ name: "output.weight", dimensions: [16, 3], type: 0, bytes: 192 }]),
      "MODEL_UNSUITABLE",
      "16×3",
    ],
    [
      "a model in several files",
      () => writeModel({ split: uint32("split.count", 2) }),
      "MODEL_UNSUITABLE",
      "--merge",
    ],
    [
      "half a model",
      () => writeFileSync(source, readFileSync(source).subarray(0, -100)),
      "MODEL_TRUNCATED",
      "needs",
    ],
    [
      "a model that is not the one that was pulled",
      () =>
        writeFileSync(
          `${source}.verified`,
          JSON.stringify({ sha256: "0".repeat(64), bytes: 1, modified_ms: 1 }),
        ),
      "MODEL_DAMAGED",
      "sha256",
    ],
    ["a file that is there", () => writeFileSync(out, "mine"), "OUTPUT_UNWRITABLE", "there already"],
  ];
  test.each(cases)("%s", async (_, prepare, code, why) => {
    prepare();
    const before = readdirSync(folder);
    const error = await trim().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code, why: expect.stringContaining(why) });
    expect(readdirSync(folder)).toEqual(before);
  });

  test("a folder that is not there", async () => {
    const nowhere = join(folder, "nowhere", "cut.gguf");
    const options = {
      ...{ cut: "ja" as const, force: false, signal: new AbortController().signal },
      onProgress: () => {},
    };
    expect(trimModel(source, nowhere, options)).rejects.toMatchObject({ code: "OUTPUT_UNWRITABLE" });
  });

  test.each([
    ["hashed", 0],
    ["written", 1],
  ])("an abort while it is %s", async (_, phase) => {
    const stop = new AbortController();
    const { size } = Bun.file(source);
    const aborted = trimModel(source, out, {
      ...{ cut: "ja" as const, force: false, signal: stop.signal },
      onProgress: (done) => {
        if (phase === 0 || done > size) stop.abort();
      },
    });
    expect(aborted).rejects.toMatchObject({ name: "AbortError" });
    await aborted.catch(() => {});
    expect(readdirSync(folder)).toEqual(["whole.gguf"]);
  });
});

describe("models trim", () => {
  const MAIN = join(import.meta.dir, "..", "..", "src", "main.ts");
  const command = (...words: string[]) => {
    const run = Bun.spawnSync([process.execPath, MAIN, "models", "trim", ...words], {
      ...{ cwd: folder, env: process.env },
    });
    return { code: run.exitCode, stdout: run.stdout.toString(), stderr: run.stderr.toString() };
  };

  test("writes the file, and tells people what came of it", () => {
    const { code, stdout, stderr } = command("./whole.gguf", "cut.gguf");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain(`${kept.ids.length} of ${tokens.length} tokens`);
    expect(stderr).toMatch(/cut\.gguf: .+ % less\n/);
    expect(stderr).toContain("100 %");
    expect(readGgufHeader(out).tensors.length).toBe(TENSORS.length);
  });

  test("replaces a file only with --force, and its stale proof with it", () => {
    writeFileSync(out, "mine");
    writeFileSync(`${out}.verified`, "stale");
    const refused = command("./whole.gguf", "cut.gguf");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("--force");
    expect(readFileSync(out, "utf8")).toBe("mine");
    expect(command("./whole.gguf", "cut.gguf", "--force").code).toBe(0);
    expect(readdirSync(folder).toSorted()).toEqual(["cut.gguf", "whole.gguf"]);
  });

  test.each([
    [[]],
    [["./whole.gguf", "./whole.gguf", "--force"]],
    [["./whole.gguf", "cut.gguf", "--keep", "none"]],
  ])("wrong usage: %p", (words) => {
    const { code, stderr } = command(...words);
    expect(code).toBe(2);
    expect(stderr).toContain("(USAGE)");
    expect(readdirSync(folder)).toEqual(["whole.gguf"]);
  });
});
