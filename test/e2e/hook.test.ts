import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXECUTABLE } from "../../scripts/executable.ts";
import { LIMIT_MS } from "./program.ts";

setDefaultTimeout(LIMIT_MS);

let home: string;
let env: Record<string, string>;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "hook-"));
  env = {
    ...{ HOME: home, XDG_RUNTIME_DIR: home, XDG_STATE_HOME: home, XDG_CACHE_HOME: home },
    ...{ NO_COLOR: "1", CLAUDE_CONFIG_DIR: "" },
  };
});
afterEach(() => rmSync(home, { recursive: true }));

const spawn = (args: string[], stdin: Blob | "ignore" = "ignore", more: Record<string, string> = {}) =>
  Bun.spawn([EXECUTABLE, "hook", ...args], {
    stdio: [stdin, "pipe", "pipe"],
    env: { ...process.env, ...env, ...more },
    timeout: LIMIT_MS,
  });

async function run(...args: string[]) {
  const child = spawn(args);
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { code: await child.exited, stdout, stderr };
}

const settings = () => readFileSync(join(home, ".claude", "settings.json"), "utf8");
const BEFORE = '{\n    "model" : "opus",\n    "permissions": {"allow": [ "Bash" ]}\n}';

test("what install puts in, Claude Code's shell can run, and uninstall takes it out again", async () => {
  mkdirSync(join(home, ".claude"));
  writeFileSync(join(home, ".claude", "settings.json"), BEFORE);
  const installed = await run("install", "--yes");
  expect(installed).toMatchObject({ code: 0, stdout: "" });
  expect(installed.stderr).toContain('+     "hooks": {');
  expect(installed.stderr).not.toContain('permissions": {"allow": [ "Bash" ]}\n  ');
  const { hooks } = JSON.parse(settings());
  const command: string = hooks.Stop[0].hooks[0].command;
  expect(command).toBe(`${EXECUTABLE} hook`);
  const shell = Bun.spawnSync(["sh", "-c", command], {
    stdin: new Blob(["{}"]),
    env: { ...process.env, ...env },
  });
  expect([shell.exitCode, shell.stdout.length, shell.stderr.length]).toEqual([0, 0, 0]);
  expect(readFileSync(join(home, "stream-tts-bun", "hook.log"), "utf8")).toContain("SERVICE_MISSING");

  const once = settings();
  expect((await run("install")).stderr).toContain("in it already");
  expect(settings()).toBe(once);
  expect(await run("uninstall", "--yes")).toMatchObject({ code: 0 });
  expect(settings()).toBe(BEFORE);
  expect((await run("uninstall")).stderr).toContain("none of our hooks");
});

test("the link in PATH is what is put in, for it stays when the program is upgraded", async () => {
  mkdirSync(join(home, "my bin"));
  symlinkSync(EXECUTABLE, join(home, "my bin", "stream-tts-bun"));
  const child = spawn(["install", "--yes"], "ignore", { PATH: `${join(home, "my bin")}:/usr/bin:/bin` });
  expect(await child.exited).toBe(0);
  expect(JSON.parse(settings()).hooks.Stop[0].hooks[0].command).toBe(`'${home}/my bin/stream-tts-bun' hook`);
});

test("without a terminal nothing is changed unasked", async () => {
  const file = join(home, "other.json");
  writeFileSync(file, BEFORE);
  const { code, stderr } = await run("install", "--settings", file);
  expect(code).toBe(2);
  expect(stderr).toContain("stream-tts-bun hook install --yes");
  expect(readFileSync(file, "utf8")).toBe(BEFORE);
});

test("what are no settings is left as it is", async () => {
  const file = join(home, "other.json");
  writeFileSync(file, "{ // mine\n}");
  const { code, stderr } = await run("install", "--yes", "--settings", file);
  expect(code).toBe(1);
  expect(stderr).toContain("SETTINGS_UNREADABLE");
  expect(readFileSync(file, "utf8")).toBe("{ // mine\n}");
});

/** Runs it at a terminal of its own, and types a line when it asks. */
async function atTerminal(typed: string, ...args: string[]) {
  let shown = "";
  let isTyped = false;
  const child = Bun.spawn([EXECUTABLE, "hook", ...args], {
    env: { ...process.env, ...env, NO_COLOR: "" },
    timeout: LIMIT_MS,
    terminal: {
      cols: 200,
      data: (terminal, bytes) => {
        shown += new TextDecoder().decode(bytes);
        if (isTyped || !shown.includes("[Y/n]")) return;
        isTyped = true;
        terminal.write(typed);
      },
    },
  });
  return { code: await child.exited, shown };
}

test("at a terminal it is asked for, in colour", async () => {
  const refused = await atTerminal("n\n", "install");
  expect(refused.code).toBe(1);
  expect(refused.shown).toContain("\u001b[32m+ {");
  expect(() => settings()).toThrow("ENOENT");
  expect((await atTerminal("y\n", "install")).code).toBe(0);
  expect(Object.keys(JSON.parse(settings()).hooks)).toContain("MessageDisplay");
});

test("at a terminal, a word that there is not is told", async () => {
  const { code, shown } = await atTerminal("", "instal");
  expect(code).toBe(2);
  expect(shown).toContain('there is no command "hook instal"');
});
