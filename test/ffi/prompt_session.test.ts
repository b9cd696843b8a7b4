import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Llm, type LlmEvent } from "../../ffi/llm.ts";
import { locateModel } from "../../src/models/locate.ts";
import { loadParts } from "../../src/parts.ts";
import type { PromptProfile } from "../../src/translate/profile.ts";
import { PromptSession } from "../../src/translate/session.ts";

/** The saved prefix, with the real library and the smallest real model. */
setDefaultTimeout(120_000);

const MODEL = locateModel("qwen2.5-coder-0.5b-instruct-q4_k_m").path;
const CONTEXT_TOKENS = 512;
const folder = mkdtempSync(join(tmpdir(), "states-"));
const profile = (word: string): PromptProfile => ({
  system: `Translate to Japanese. ${word}`,
  examples: [{ en: "Hello.", ja: "こんにちは。" }],
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
async function use(word: string): Promise<{ prefilled: number; ja: string }> {
  const session = new PromptSession(llm, profile(word));
  let prefilled = 0;
  await session.prepare(MODEL, folder, async (command) => {
    const event = await settle(command);
    if (event.kind === "done") prefilled += event.promptTokens;
    return event;
  });
  expect(session.translate(++ticket, "The tests pass.", "", CONTEXT_TOKENS)).toBe(true);
  for (let ja = ""; ; ) {
    const event = llm.next(1000);
    if (event?.ticket !== ticket) continue;
    if (event.kind !== "token") return { prefilled, ja };
    ja += event.text;
  }
}

const states = () => readdirSync(folder).filter((name) => name.endsWith(".state"));

beforeAll(() => {
  const parts = loadParts();
  llm = Llm.open(parts.llm, parts.llamaFolder, MODEL, {
    contextTokens: CONTEXT_TOKENS,
    sequences: 2,
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
  const [name = ""] = states();
  for (const state of states()) truncateSync(join(folder, state), 1000);
  expect((await use("Politely.")).prefilled).toBeGreaterThan(10);
  expect((await use("Politely.")).prefilled).toBe(0);
  expect(states()).toContain(name);
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
  expect(session.translate(++ticket, "word ".repeat(400), "", CONTEXT_TOKENS)).toBe(false);
});
