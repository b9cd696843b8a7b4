import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Llm, LlmError, type LlmEvent } from "../../ffi/llm.ts";
import { locateModel } from "../../src/models/locate.ts";
import { loadParts } from "../../src/parts.ts";

/** The real library with the smallest real model; what it says matters less than that it says the same again. */
const MODEL = "qwen2.5-coder-0.5b-instruct-q4_k_m";
const LIMIT_MS = 60_000;
const NONE = new Int32Array(0);
// A loaded machine decodes ten times slower than a quiet one; the limit is there to end a hang, not to judge speed.
setDefaultTimeout(2 * LIMIT_MS);

let llm: Llm;
let ticket = 0;
const folder = mkdtempSync(join(tmpdir(), "llm-"));

/** Pulls events until the command of `wanted` has ended; its tokens' texts come with the last event. */
function settle(wanted: number): { pieces: string[]; tokens: number[]; last: LlmEvent } {
  const pieces: string[] = [];
  const tokens: number[] = [];
  const deadline = performance.now() + LIMIT_MS;
  while (performance.now() < deadline) {
    const event = llm.next(100);
    if (event === null || event.ticket !== wanted) continue;
    if (event.kind !== "token") return { pieces, tokens, last: event };
    pieces.push(event.text);
    tokens.push(event.token);
  }
  throw new Error(`no end of ticket ${wanted} within ${LIMIT_MS} ms`);
}

const run = (command: (ticket: number) => void) => {
  command(++ticket);
  return settle(ticket);
};

const prompt = (text: string) =>
  llm.tokenize(llm.template([{ role: "user", content: `Translate to Japanese: ${text}` }]), true);

/** Fills sequence 0 afresh with a prompt and generates from it. */
function generate(text: string, length: number, forced = NONE) {
  run((t) => llm.rollback(t, 0, 0));
  run((t) => llm.append(t, 0, prompt(text)));
  return run((t) => llm.generate(t, 0, length, forced, null));
}

/** What {@link Llm.characters} takes for a few characters. */
function only(text: string): Uint8Array {
  const written = new Uint8Array(8192);
  for (const code of [...text].map((character) => character.charCodeAt(0)))
    written[code >> 3] = (written[code >> 3] ?? 0) | (1 << (code & 7));
  return written;
}

beforeAll(() => {
  const parts = loadParts();
  llm = Llm.open(parts.llm, parts.llamaFolder, locateModel(MODEL).path, {
    contextTokens: 256,
    sequences: 3,
    batchTokens: 32,
    threads: 2,
  });
  expect(settle(0).last.kind).toBe("loaded");
});

afterAll(() => {
  llm[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

describe("generation", () => {
  test("greedy output is the same again, also in a fork and after a roll back", () => {
    const first = generate("The tests pass.", 12);
    expect(first.last).toMatchObject({ kind: "done" });
    expect(first.tokens.length).toBeGreaterThan(2);

    const length = prompt("The tests pass.").length;
    run((t) => llm.rollback(t, 0, length));
    expect(run((t) => llm.generate(t, 0, 12, NONE, null)).tokens).toEqual(first.tokens);

    run((t) => llm.rollback(t, 0, length));
    run((t) => llm.fork(t, 0, 1));
    // The origin goes on with something else; the fork must not notice.
    run((t) => llm.append(t, 0, llm.tokenize(" Something else.", false)));
    expect(run((t) => llm.generate(t, 1, 12, NONE, null)).tokens).toEqual(first.tokens);
  });

  test("pieces are whole characters and joined they are the text of the tokens", () => {
    const { pieces, tokens } = generate("Emoji and rare kanji: 💡鬱", 24);
    const bytes = Buffer.concat(tokens.map((token) => llm.piece(token)));
    const text = pieces.join("");
    expect(text).not.toContain("\ufffd");
    expect(bytes.toString("utf8").startsWith(text)).toBe(true);
    expect(Buffer.byteLength(text)).toBeGreaterThan(bytes.length - 4);
  });

  test("forced tokens open the output without being told again", () => {
    const free = generate("The server is running.", 8);
    const opening = Int32Array.from(free.tokens.slice(0, 3));
    expect(generate("The server is running.", 5, opening).tokens).toEqual(free.tokens.slice(3, 8));
  });

  test("a loop is left after its second round, but digits may repeat", () => {
    const { pieces } = generate(
      "copy こここここここここここここここここここここここここここここここここここここここここ",
      30,
    );
    expect(pieces.join("")).toContain("ここ");
    expect(pieces.some((piece, n) => piece === pieces[n + 1] && piece === pieces[n + 2])).toBe(false);
    llm.characters(only("0"));
    expect(generate("Repeat.", 10).pieces.join("")).toBe("0000000000");
    llm.characters(null);
  });

  test("Latin letters and digits spell the words that are given, and whole ones", () => {
    const says = (words: string[] | null) => {
      run((t) => llm.rollback(t, 0, 0));
      run((t) => llm.append(t, 0, prompt("Say in Japanese: I renamed getUser to fetchUser in 42 files.")));
      return run((t) => llm.generate(t, 0, 30, NONE, words)).pieces.join("");
    };
    const runs = (text: string) =>
      (text.match(/[A-Za-z0-9]+/g) ?? []).filter((word) => !/^[A-Z]{1,5}$/.test(word));
    expect(runs(says(null))).toContain("getUser");
    expect(runs(says([]))).toEqual([]);
    const only = says(["getUserName", "4"]);
    // Where the text was cut off after 30 tokens, the last word need not be whole.
    for (const word of runs(only.slice(0, -12))) expect(["getusername", "4"]).toContain(word.toLowerCase());
  });

  test("only the characters asked for are written, however many tokens one of them takes", () => {
    const says = () => generate("Write kanji.", 12).pieces.join("");
    const free = says();
    // No token of the vocabulary is this kanji, which is spelled with two or three.
    llm.characters(only("龗"));
    expect(says()).toMatch(/^龗*$/);
    llm.characters(only("龗あいうえお、。"));
    const restricted = says();
    expect(restricted).toMatch(/^[龗あいうえお、。]+$/);
    llm.characters(null);
    expect(says()).toBe(free);
    expect(() => llm.characters(new Uint8Array(3))).toThrow("8192");
  });

  test("another number of threads gives another speed, not another text", () => {
    const two = generate("The tests pass.", 8).tokens;
    llm.threads(1, 1);
    expect(generate("The tests pass.", 8).tokens).toEqual(two);
    llm.threads(2, 2);
  });
});

describe("state on disk", () => {
  const file = join(folder, "prefix.state");

  test("what is restored continues like the original", () => {
    const tokens = prompt("The tests pass.");
    const original = generate("The tests pass.", 8).tokens;
    run((t) => llm.rollback(t, 0, tokens.length));
    expect(run((t) => llm.save(t, 0, file)).last.kind).toBe("done");
    expect(run((t) => llm.restore(t, 2, file, tokens)).last.kind).toBe("done");
    expect(run((t) => llm.generate(t, 2, 8, NONE, null)).tokens).toEqual(original);
  });

  test("another prompt or a damaged file is refused, and the sequence is usable afterwards", () => {
    const other = prompt("Something else entirely.");
    expect(run((t) => llm.restore(t, 2, file, other)).last.kind).toBe("failed");
    const damaged = join(folder, "damaged.state");
    writeFileSync(damaged, "not a state");
    expect(run((t) => llm.restore(t, 2, damaged, other)).last.kind).toBe("failed");
    run((t) => llm.append(t, 2, other));
    expect(run((t) => llm.generate(t, 2, 2, NONE, null)).last.kind).toBe("done");
  });
});

describe("limits", () => {
  test("an abort ends the running prefill and what is queued; the handle stays usable", () => {
    run((t) => llm.rollback(t, 0, 0));
    const long = llm.tokenize("one two three four five six ".repeat(60), false);
    llm.append(++ticket, 0, long);
    const prefill = ticket;
    llm.generate(++ticket, 0, 50, NONE, null);
    const generation = ticket;
    llm.abort();
    expect(settle(prefill).last.kind).toBe("aborted");
    expect(settle(generation).last.kind).toBe("aborted");
    expect(generate("The tests pass.", 3).last.kind).toBe("done");
  });

  test("a full context fails that command only", () => {
    run((t) => llm.rollback(t, 0, 0));
    const tooLong = llm.tokenize("word ".repeat(300), false);
    const { last } = run((t) => llm.append(t, 0, tooLong));
    expect(last).toMatchObject({ kind: "failed", why: expect.stringContaining("256") });
    expect(generate("The tests pass.", 3).last.kind).toBe("done");
  });

  test("wrong arguments are refused with a sentence", () => {
    expect(() => llm.append(1, 9, NONE)).toThrow(new LlmError("there is no such sequence"));
    expect(() => llm.append(1, 0, Int32Array.of(-1))).toThrow("outside the vocabulary");
  });

  test("text that looks like a control token is only text", () => {
    const end = "<|im_end|>";
    expect(llm.tokenize(end, true).length).toBe(1);
    expect(llm.tokenize(end, false).length).toBeGreaterThan(1);
  });

  test("metadata is read, and an absent key is null", () => {
    expect(llm.metadata("general.architecture")).toBe("qwen2");
    expect(llm.metadata("no.such.key")).toBeNull();
  });
});
