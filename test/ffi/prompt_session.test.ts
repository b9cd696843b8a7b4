import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Llm, type LlmEvent } from "../../ffi/llm.ts";
import { locateModel } from "../../src/models/locate.ts";
import { loadParts } from "../../src/parts.ts";
import type { PromptProfile } from "../../src/translate/profile.ts";
import { PromptSession, SEQUENCES } from "../../src/translate/session.ts";

/** The saved prefix, with the real library and the smallest real model. */
setDefaultTimeout(120_000);

const MODEL = locateModel("qwen2.5-coder-0.5b-instruct-q4_k_m").path;
const PARTS = loadParts();
const CONTEXT_TOKENS = 512;
const folder = mkdtempSync(join(tmpdir(), "states-"));
const profile = (word: string): PromptProfile => ({
  system: `Translate to Japanese. ${word}`,
  terms: [["test", "テスト"]],
  examples: [{ en: "Hello.", ja: "こんにちは。" }],
  form: "list",
  frame: null,
  wording: "{en}",
  opening: "",
});

let llm: Llm;
let ticket = 10;

async function settle(command: (ticket: number) => void): Promise<LlmEvent> {
  command(++ticket);
  for (;;) {
    const event = llm.next(1000);
    if (event?.ticket === ticket && event.kind !== "token") return event;
  }
}

/** Prepares a session and translates with it; tells how many tokens of the prefix had to be prefilled. */
async function use(word: string, backends = PARTS.llamaFolder): Promise<{ prefilled: number; ja: string }> {
  const session = new PromptSession(llm, profile(word));
  let prefilled = 0;
  await session.prepare({ model: MODEL, backends, states: folder }, async (command) => {
    const event = await settle(command);
    if (event.kind === "done") prefilled += event.promptTokens;
    return event;
  });
  return { prefilled, ja: (await translate(session, "The tests pass.")).ja };
}

/** What a session makes of a text, and how many tokens were left to prefill. */
async function translate(session: PromptSession, text: string): Promise<{ ja: string; prefilled: number }> {
  expect(session.translate(++ticket, demand(text), CONTEXT_TOKENS)).toBe(true);
  for (let ja = ""; ; ) {
    const event = llm.next(1000);
    if (event?.ticket !== ticket) continue;
    // After its line the model goes on with another sentence.
    if (event.kind === "done") return { ja: ja.replace(/\n.*/s, ""), prefilled: event.promptTokens };
    if (event.kind !== "token") throw new Error(event.kind);
    ja += event.text;
  }
}

const demand = (text: string) => ({ text, forced: "", note: "", words: [] });

const keyOf = (state: string) => state.slice(0, state.indexOf("-"));
const states = () => readdirSync(folder).filter((name) => name.endsWith(".state"));

beforeAll(() => {
  llm = Llm.open(PARTS.llm, PARTS.llamaFolder, MODEL, {
    contextTokens: CONTEXT_TOKENS,
    sequences: SEQUENCES,
    batchTokens: 64,
    threads: 2,
  });
  while (llm.next(1000)?.kind !== "loaded");
});
afterAll(() => {
  llm[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

test("the prefix is prefilled once, restored later, and never restored for another prompt", async () => {
  const first = await use("Politely.");
  expect(first.prefilled).toBeGreaterThan(10);
  expect(states().length).toBe(1);
  expect(await use("Politely.")).toEqual({ prefilled: 0, ja: first.ja });
  expect((await use("Quickly, and briefly.")).prefilled).toBeGreaterThan(10);
  expect(states().length).toBe(2);
});

test("a damaged state is replaced", async () => {
  const damaged = states();
  for (const state of damaged) truncateSync(join(folder, state), 1000);
  expect((await use("Politely.")).prefilled).toBeGreaterThan(10);
  expect((await use("Politely.")).prefilled).toBe(0);
  const whole = states().filter((state) => statSync(join(folder, state)).size > 1000);
  expect(whole).toHaveLength(1);
  // It has taken the place of the one that was made of the same.
  expect(damaged.map(keyOf)).toContain(keyOf(whole[0] ?? ""));
  expect(states()).toHaveLength(damaged.length);
});

test("what another libllama has computed is not restored, and stays for a downgrade", async () => {
  const before = states();
  const other = mkdtempSync(join(tmpdir(), "libllama-"));
  try {
    writeFileSync(join(other, "libllama.so"), "another version");
    expect((await use("Politely.", other)).prefilled).toBeGreaterThan(10);
    expect((await use("Politely.", other)).prefilled).toBe(0);
  } finally {
    rmSync(other, { recursive: true });
  }
  expect(states()).toEqual(expect.arrayContaining(before));
  expect((await use("Politely.")).prefilled).toBe(0);
});

test("states that were not used for longest are dropped", async () => {
  for (let i = 0; i < 10; i++) {
    const path = join(folder, `old${i}.state`);
    writeFileSync(path, "old");
    utimesSync(path, i, i);
  }
  await use("Slowly.");
  expect(states().length).toBe(6);
  expect(states()).toContain("old9.state");
  expect(states()).not.toContain("old0.state");
});

test("a text that does not fit is refused before anything is queued", () => {
  const session = new PromptSession(llm, profile("Politely."));
  expect(session.translate(++ticket, demand("word ".repeat(400)), CONTEXT_TOKENS)).toBe(false);
});

describe("a draft", () => {
  const TEXT = "The first three tests pass, but the last one still fails on this machine.";

  /** The tokens that the utterance's sequence holds: the prompt, and what was generated (llama.h's sequence file). */
  async function tokensOfUtterance(): Promise<Int32Array> {
    const path = join(folder, "utterance.bin");
    expect((await settle((ticket) => llm.save(ticket, 1, path))).kind).toBe("done");
    const file = readFileSync(path);
    return new Int32Array(
      file.buffer.slice(file.byteOffset + 12, file.byteOffset + 12 + 4 * file.readInt32LE(8)),
    );
  }

  /** What is left to prefill at the end of the text, without the drafts and with them. */
  async function withDrafts(...drafts: string[]): Promise<{ plain: number; drafted: number }> {
    const session = new PromptSession(llm, profile("Politely."));
    await session.prepare({ model: MODEL, backends: PARTS.llamaFolder, states: folder }, settle);
    const { prefilled: plain } = await translate(session, TEXT);
    const whole = await tokensOfUtterance();
    for (const draft of drafts) {
      const event = await settle((ticket) => {
        expect(session.draft(ticket, draft)).toBe(true);
      });
      expect(event.kind).toBe("done");
    }
    const { prefilled: drafted, ja } = await translate(session, TEXT);
    expect(ja.length).toBeGreaterThan(5);
    // Batches of another size round differently, so that the words may differ; the prompt may not.
    const promptTokens = session.prefixTokens + plain;
    expect((await tokensOfUtterance()).slice(0, promptTokens)).toEqual(whole.slice(0, promptTokens));
    return { plain, drafted };
  }

  test("leaves only the rest of the sentence to prefill", async () => {
    const { plain, drafted } = await withDrafts(
      "The first three",
      "The first three tests pass, but the last one still fails",
    );
    expect(plain - drafted).toBeGreaterThan(8);
  });

  test("that turned out differently is rolled back", async () => {
    const { plain, drafted } = await withDrafts(
      "The first three files were not found here",
      "The first three tests were",
    );
    expect(plain - drafted).toBe(3);
  });

  test("of another sentence is of no use, and does no harm", async () => {
    const { plain, drafted } = await withDrafts("Nothing of this is said later on");
    expect(drafted).toBe(plain);
  });
});
