import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Llm } from "../../ffi/llm.ts";
import { locateModel } from "../../src/models/locate.ts";
import { CUT_NAMES, type CutName } from "../../src/models/trim/cuts.ts";
import { trimModel } from "../../src/models/trim/trim_model.ts";
import { loadParts } from "../../src/parts.ts";
import { japaneseBits, japaneseCharacters, jisCharacters } from "../../src/translate/characters.ts";

/** Cuts of the smallest real model, read by the real library. */
const MODEL = locateModel("qwen2.5-coder-0.5b-instruct-q4_k_m").path;
const LIMIT_MS = 60_000;
setDefaultTimeout(4 * LIMIT_MS);

const folder = mkdtempSync(join(tmpdir(), "trim-library-"));
const pathOf = (cut: CutName) => join(folder, `${cut}.gguf`);

const SENTENCES = readFileSync(join(import.meta.dir, "..", "fixtures", "assistant_sentences.txt"), "utf8")
  .split("\n")
  .filter((line) => line !== "");
/** Japanese and English that `ja` is made for; `small` splits what is code otherwise. */
const FOR_JA = [
  ...SENTENCES,
  "3つのファイルでgetUserをfetchUserに変更し、42件のテストがすべて通りました。",
  "躊躇せず、曖昧な「設定」を～直します（笑）・・・ｱｲｳ①㈱髙",
  "if (self.get_id(x)) {\n        return `a::b`;\n    }\n",
  "It's a “quotation” – with… marks — and 5 € × 3.",
];
const FOREIGN = [
  "Tony naïvely ate a crêpe at the café in São Paulo.",
  "这个习惯用语会泄漏，请编写测试。",
  "Они все пишут это слово. λ μ",
  "مرحبا بالعالم שלום",
  "🎉👩‍💻 한국어 ภาษาไทย 𝄞 \u0000\u0007",
];
const CONTROL = "<|im_start|>user\nHello.<|im_end|>\n<|endoftext|><|fim_prefix|><tool_call>";

function withModel<T>(path: string, use: (llm: Llm) => T): T {
  const parts = loadParts();
  using llm = Llm.open(parts.llm, parts.llamaFolder, path, {
    ...{ contextTokens: 256, sequences: 1, batchTokens: 64, threads: 2 },
  });
  expect(settle(llm, 0).kind).toBe("loaded");
  return use(llm);
}

/** Waits until a command has ended; `pieces` gets what it generates. */
function settle(llm: Llm, ticket: number, pieces: string[] = []) {
  const deadline = performance.now() + LIMIT_MS;
  while (performance.now() < deadline) {
    const event = llm.next(100);
    if (event?.ticket !== ticket) continue;
    if (event.kind !== "token") return event;
    pieces.push(event.text);
  }
  throw new Error(`no end of ticket ${ticket} within ${LIMIT_MS} ms`);
}

const piecesOf = (llm: Llm, text: string) =>
  Array.from(llm.tokenize(text, false), (token) => Buffer.from(llm.piece(token)));
const joined = (pieces: readonly Buffer[]) => Buffer.concat(pieces).toString("utf8");

/** What is asked of every model. */
function look(llm: Llm) {
  return {
    split: [...FOR_JA, ...FOREIGN].map((text) => piecesOf(llm, text)),
    control: Array.from(llm.tokenize(CONTROL, true), (token) => Buffer.from(llm.piece(token)).toString()),
    translation: generate(
      llm,
      "Translate into Japanese: The tests pass, but the file is missing.",
      japaneseBits(),
    ),
    chinese: generate(llm, "用中文写一句话，关于编写测试和内存泄漏。", japaneseBits()),
  };
}

function generate(llm: Llm, text: string, written: Uint8Array): string {
  const pieces: string[] = [];
  llm.characters(written);
  llm.rollback(1, 0, 0);
  llm.append(2, 0, llm.tokenize(llm.template([{ role: "user", content: text }]), true));
  llm.generate(3, 0, 24, new Int32Array(0), null);
  for (const ticket of [1, 2]) expect(settle(llm, ticket).kind).toBe("done");
  expect(settle(llm, 3, pieces).kind).toBe("done");
  return pieces.join("");
}

/** Texts of all tokens that are whole characters. */
function words(llm: Llm, tokens: number): string[] {
  return Array.from({ length: tokens }, (_, id) => Buffer.from(llm.piece(id)).toString("utf8")).filter(
    (word) => !word.includes("\ufffd"),
  );
}

let whole: ReturnType<typeof look>;
const cut = new Map<CutName, ReturnType<typeof look> & { words: string[] }>();
const lookAt = (name: CutName) => {
  const found = cut.get(name);
  if (found === undefined) throw new Error(`there is no cut ${name}`);
  return found;
};

beforeAll(async () => {
  whole = withModel(MODEL, look);
  for (const name of CUT_NAMES) {
    const { after } = await trimModel(MODEL, pathOf(name), {
      ...{ cut: name, force: false, signal: new AbortController().signal, onProgress: () => {} },
    });
    cut.set(
      name,
      withModel(pathOf(name), (llm) => ({ ...look(llm), words: words(llm, after.tokens) })),
    );
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(CUT_NAMES.map((name) => [name]))("the cut %s", (name) => {
  test("every text comes back whole from its tokens", () => {
    expect(lookAt(name).split.map(joined)).toEqual([...FOR_JA, ...FOREIGN]);
  });

  test("sentences of an assistant are split as before", () => {
    const of = SENTENCES.length;
    expect(lookAt(name).split.slice(0, of)).toEqual(whole.split.slice(0, of));
  });

  test("control tokens are still known as such", () => {
    expect(lookAt(name).control).toEqual(whole.control);
    expect(whole.control.join("")).toBe("user\nHello.\n<tool_call>");
  });

  test("no token has a character that is only Chinese", () => {
    const japanese = new Set(Array.from(jisCharacters(), ({ character }) => character));
    const isOther = (word: string) =>
      Array.from(word).some((character) => /\p{Script=Han}/u.test(character) && !japanese.has(character));
    expect(lookAt(name).words.length).toBeGreaterThan(50_000);
    expect(lookAt(name).words.filter(isOther)).toEqual([]);
  });

  test("what is generated has only the characters that are allowed, also when Chinese is asked for", () => {
    const isWritten = japaneseCharacters();
    for (const text of [lookAt(name).translation, lookAt(name).chinese]) {
      expect(text.length).toBeGreaterThan(5);
      expect([...text].filter((character) => !isWritten(character))).toEqual([]);
    }
    expect(lookAt(name).translation).toMatch(/\p{Script=Hiragana}/u);
  });
});

describe("the cut ja", () => {
  test("all that it is made for is split as before", () => {
    expect(lookAt("ja").split.slice(0, FOR_JA.length)).toEqual(whole.split.slice(0, FOR_JA.length));
  });

  test("it translates as before, since what it lacks may not be written anyway", () => {
    expect(lookAt("ja").translation).toBe(whole.translation);
  });
});
