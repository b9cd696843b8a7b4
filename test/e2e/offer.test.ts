import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXECUTABLE } from "../../scripts/executable.ts";
import { locateModel } from "../../src/models/locate.ts";
import { LIMIT_MS, Program, SMALL_MODEL } from "./program.ts";

setDefaultTimeout(LIMIT_MS);

const END_OF_INPUT = "\u0004";
const FILE = `${SMALL_MODEL}.gguf`;

let home: string;
let env: Record<string, string>;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "offer-"));
  env = { HOME: home, XDG_CACHE_HOME: home, HF_HOME: home, HF_HUB_OFFLINE: "", NO_COLOR: "1" };
});
afterEach(() => rmSync(home, { recursive: true }));

/** Runs `translate` at a terminal of its own, and types each line when what it waits for has appeared. */
async function atTerminal(typed: readonly [seen: string, line: string][], more: Record<string, string> = {}) {
  let shown = "";
  const waiting = [...typed];
  const decoder = new TextDecoder();
  const child = Bun.spawn([EXECUTABLE, "translate", "--model", SMALL_MODEL], {
    env: { ...process.env, ...env, ...more },
    timeout: LIMIT_MS,
    terminal: {
      cols: 200,
      data: (terminal, bytes) => {
        shown += decoder.decode(bytes, { stream: true });
        const [next] = waiting;
        if (next === undefined || !shown.includes(next[0])) return;
        waiting.shift();
        terminal.write(next[1]);
      },
    },
  });
  const code = await child.exited;
  return { code, shown, untyped: waiting.length };
}

test("at a terminal a missing model is offered once; after a no, the error tells the command", async () => {
  const { code, shown } = await atTerminal([["[Y/n]", "n\n"]]);
  expect(code).toBe(1);
  expect(shown.split("[Y/n]")).toHaveLength(2);
  expect(shown).toContain("491 MB");
  expect(shown).toContain(`models pull ${SMALL_MODEL}`);
});

test("after a yes it is fetched, and what was to be done is done", async () => {
  const model = Bun.file(locateModel(SMALL_MODEL).path);
  using server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response(model) });
  const { code, shown, untyped } = await atTerminal(
    [
      ["[Y/n]", "\n"],
      [FILE, `The old cache was removed.\n${END_OF_INPUT}`],
    ],
    { HF_ENDPOINT: `http://127.0.0.1:${server.port}` },
  );
  expect({ code, untyped }).toEqual({ code: 0, untyped: 0 });
  expect(shown).toMatch(/"ja":"[^"]*\p{Script=Hiragana}/u);
  expect(existsSync(join(home, "stream-tts-bun", "models", FILE))).toBe(true);
});

test("in a pipe nobody is asked", async () => {
  using program = new Program();
  const { code, stderr } = await program.run(["translate", "--model", SMALL_MODEL], "Hello.\n", env);
  expect(code).toBe(1);
  expect(stderr).not.toContain("[Y/n]");
  expect(stderr).toContain(`run stream-tts-bun models pull ${SMALL_MODEL}`);
});
