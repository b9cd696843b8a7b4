import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findCompiler } from "../../scripts/setup/compiler.ts";
import { Components } from "../../scripts/setup/component.ts";
import { NATIVE } from "../../scripts/setup/library.ts";
import { cacheFolder } from "../../src/cache.ts";

/** The choice of threads by the load of the machine, with loads that are told to it: four processors, four threads. */
setDefaultTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), "threads-"));
const driver = join(folder, "driver");

beforeAll(async () => {
  const { cxx, env } = await findCompiler(new Components(join(cacheFolder(), "parts")));
  const sources = [join(import.meta.dir, "../native/threads_driver.cpp"), join(NATIVE, "llm_threads.cpp")];
  const command = [
    ...cxx,
    "-std=c++20",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-I",
    NATIVE,
    ...sources,
    "-o",
    driver,
  ];
  const child = Bun.spawn(command, { stderr: "pipe", env: { ...process.env, ...env } });
  expect(await new Response(child.stderr).text()).toBe("");
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The threads chosen after each step. */
function choose(...steps: string[]): number[] {
  const { stdout } = Bun.spawnSync([driver], { stdin: Buffer.from(`${steps.join("\n")}\n`) });
  return stdout.toString().trim().split("\n").map(Number);
}
const looks = (count: number, busy: number, own: number) =>
  Array<string>(count).fill(`look 0.1 ${busy} ${own}`);

test("a free machine gets all threads, and keeps them while we alone are busy", () => {
  expect(choose("begin 0", ...looks(5, 0.4, 0.4))).toEqual([4, 4, 4, 4, 4, 4]);
});

test("neighbours that are there when work begins are seen at once", () => {
  expect(choose("begin 2", ...looks(3, 0.4, 0.2))).toEqual([2, 2, 2, 2]);
  expect(choose("begin 7")).toEqual([1]);
});

test("neighbours that were gone a moment later are forgotten with the first measurement", () => {
  expect(choose("begin 2", ...looks(2, 0.1, 0.1))).toEqual([2, 4, 4]);
});

test("neighbours that come later take their share within half a second", () => {
  expect(choose("begin 0", ...looks(10, 0.4, 0.2)).at(5)).toBe(2);
});

test("when they are gone, all threads are back within a second", () => {
  expect(choose("begin 2", ...looks(10, 0.2, 0.2)).at(10)).toBe(4);
});

test("a short burst of work beside us changes nothing", () => {
  expect(choose("begin 0", ...looks(3, 0.3, 0.3), "look 0.1 0.4 0.3", ...looks(3, 0.3, 0.3))).toEqual(
    Array(8).fill(4),
  );
});
