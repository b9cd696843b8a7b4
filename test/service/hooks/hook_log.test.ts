import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { hookLogPath, logHook } from "../../../src/service/hooks/hook_log.ts";

const before = process.env.XDG_STATE_HOME;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hook-log-"));
  process.env.XDG_STATE_HOME = folder;
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  if (before === undefined) delete process.env.XDG_STATE_HOME;
  else process.env.XDG_STATE_HOME = before;
});

const written = () => readFileSync(hookLogPath(), "utf8");

test("a line tells when and what, for the user alone", () => {
  logHook("Stop: SERVICE_MISSING");
  expect(written()).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z Stop: SERVICE_MISSING\n$/);
  expect(statSync(hookLogPath()).mode & 0o777).toBe(0o600);
  expect(hookLogPath()).toBe(join(folder, "stream-tts-bun", "hook.log"));
});

test("a relative XDG_STATE_HOME is ignored", () => {
  process.env.XDG_STATE_HOME = "state";
  expect(hookLogPath()).toEndWith("/.local/state/stream-tts-bun/hook.log");
});

test("what others wrote can neither forge lines nor fill them", () => {
  logHook(`a\nb\r\u001b[31m\u0000c${"x".repeat(5000)}`);
  const [line = "", rest] = written().split("\n");
  expect(line).toContain("a b [31m c");
  expect(line.length).toBeLessThan(1100);
  expect(rest).toBe("");
});

test("a log that has grown is begun anew, and the last one kept", () => {
  for (let n = 0; n < 2000; n++) logHook(`${n} ${"x".repeat(300)}`);
  const log = hookLogPath();
  expect(readdirSync(dirname(log)).sort()).toEqual(["hook.log", "hook.log.1"]);
  for (const path of [log, `${log}.1`]) expect(statSync(path).size).toBeLessThan((256 << 10) + 1100);
  const numbers = [`${log}.1`, log]
    .flatMap((path) => readFileSync(path, "utf8").match(/(?<=Z )\d+/g) ?? [])
    .map(Number);
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, n) => 2000 - numbers.length + n));
  expect(numbers.length).toBeGreaterThan(800);
});

test("lines of several processes stay whole", async () => {
  const source = `import { logHook } from ${JSON.stringify(join(import.meta.dir, "../../../src/service/hooks/hook_log.ts"))};
    for (let n = 0; n < 100; n++) logHook(process.argv[1] + "-" + n + "-" + "x".repeat(500) + "-end");`;
  const writers = ["a", "b", "c"].map((name) =>
    Bun.spawn([process.execPath, "-e", source, name], { env: process.env }),
  );
  await Promise.all(writers.map((writer) => writer.exited));
  const lines = written().trimEnd().split("\n");
  expect(lines).toHaveLength(300);
  for (const line of lines) expect(line).toMatch(/^\S+Z [abc]-\d+-x{500}-end$/);
});

const unwritable: [string, () => void][] = [
  ["a folder in its place", () => mkdirSync(hookLogPath(), { recursive: true })],
  ["a link to nothing in its place", () => symlinkSync("/nowhere/at/all", hookLogPath())],
  ["a pipe that nobody reads in its place", () => Bun.spawnSync(["mkfifo", hookLogPath()])],
  ["a file in its folder's place", () => rmSync(dirname(hookLogPath()), { recursive: true })],
];
test.each(unwritable)("nobody is told of %s", (what, make) => {
  mkdirSync(dirname(hookLogPath()), { recursive: true });
  make();
  if (what.includes("folder's")) writeFileSync(dirname(hookLogPath()), "");
  expect(() => logHook("x")).not.toThrow();
});
