import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { isJapanese } from "../../src/input/japanese.ts";
import { heard } from "./echo.ts";
import { LlamaServer } from "./llama_server.ts";
import { assistant, LIMIT_MS, Program, translations } from "./program.ts";

/** `--translator`, against a real server: that of llama.cpp, with the small model. */
setDefaultTimeout(LIMIT_MS);

const LONG =
  "I looked at the failing test, and I found that the server, which starts in another process, does not close its port.";
/** A short prompt, as the server reads it again after each of its deaths. */
const PROFILE = ["--profile", "simple"];

let server: LlamaServer;
beforeAll(async () => {
  server = await LlamaServer.start();
});
afterAll(() => server[Symbol.dispose]());

test("translate: a line of JSON a sentence, and neither model nor native part of ours is touched", async () => {
  using program = new Program();
  const { code, stdout, stderr } = await program.run(
    ["translate", "--translator", server.url, ...PROFILE],
    "The tests pass on this machine now.\nI renamed the function in src/app.ts.\nDone.\n",
    { XDG_CACHE_HOME: program.folder },
  );
  expect(stderr).toBe("");
  const lines: { id: number; en: string; ja: string }[] = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map(({ id }) => id)).toEqual([0, 1, 2]);
  expect(lines[0]?.en).toBe("The tests pass on this machine now.");
  for (const { ja } of lines) expect(isJapanese(ja)).toBe(true);
  expect(lines[1]?.ja).toContain("app.ts");
  expect(lines[2]?.ja).toBe("完了しました。");
  expect(readdirSync(program.folder)).toEqual([]);
  expect(code).toBe(0);
});

test("speak: a server that dies in a sentence is told of, and the next sentence goes on", async () => {
  using program = new Program();
  const child = program.start([
    ...["--translator", server.url, ...PROFILE, "--voice", "echo", "--output", program.wav],
  ]);
  child.stdin.write(assistant(LONG));
  child.stdin.flush();
  await program.until((trace) => trace.some(({ event }) => event === "clause"));
  await server.kill();
  await program.until((trace) => trace.some(({ event }) => event === "fault"));
  const given = translations(program)[0] ?? "";
  await server.restart();
  expect(program.workers("translator")).toEqual([]);
  expect(program.workers("voice").length).toBe(1);
  child.stdin.write(assistant("The tests pass on this machine now."));
  child.stdin.end();
  expect(await child.exited).toBe(1);

  expect(program.events("ready")).toMatchObject([
    { model: "qwen2.5-coder-0.5b", prefix_tokens: 0, prefix_restored: false },
  ]);
  expect(program.events("fault")).toMatchObject([{ id: 0, what: "TRANSLATION_LOST", en: LONG }]);
  const stderr = await program.stderr();
  expect(stderr).toContain("(TRANSLATION_LOST)");
  expect(stderr).toContain("one sentence was not spoken to its end");
  // What was given out stays, and is not said again.
  const [first = "", second = ""] = translations(program);
  expect(first).toBe(given);
  expect(first.length).toBeGreaterThan(0);
  expect(isJapanese(second)).toBe(true);
  expect(heard(program.samples())).toBe(first + second);
  expect(program.events("summary")).toMatchObject([{ counts: { utterances: 2, faults: 1 } }]);
});

describe("what cannot be used is told at once", () => {
  const cases: [string, string[], number, string][] = [
    ["nobody there", ["--translator", "http://127.0.0.1:1"], 1, "(TRANSLATOR_UNREACHABLE)"],
    ["no URL", ["--translator", "localhost:8080"], 2, "(USAGE)"],
    ["no server's scheme", ["--translator", "ftp://user:secret@host/"], 2, "(USAGE)"],
    ["no network", ["--translator", "http://127.0.0.1:1", "--offline"], 2, "(USAGE)"],
  ];
  test.each(cases)("%s", async (_, args, code, text) => {
    for (const command of ["speak", "translate"]) {
      using program = new Program();
      const output = command === "speak" ? ["--output", "null", "--voice", "echo"] : [];
      const found = await program.run([command, ...args, ...output], "The tests pass here.\n");
      expect(found.stderr).toContain(text);
      expect(found.stderr).not.toContain("secret");
      expect(found.code).toBe(code);
      expect(found.stdout).toBe("");
    }
  });
});
