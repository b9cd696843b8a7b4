import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { Driver } from "../native/driver.ts";

/** The choice of threads by the load of the machine, with loads that are told to it: four processors, four threads. */
setDefaultTimeout(120_000);

let driver: Driver;
beforeAll(async () => {
  driver = await Driver.build("threads", ["llm_threads.cpp"], "c++20");
});
afterAll(() => driver[Symbol.dispose]());

/** The threads chosen after each step. */
function choose(...steps: string[]): number[] {
  const { stdout } = Bun.spawnSync([driver.program], { stdin: Buffer.from(`${steps.join("\n")}\n`) });
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
