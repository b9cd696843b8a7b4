import { expect, test } from "bun:test";
import { Screen } from "../../src/display/screen.ts";
import { Progress } from "../../src/fetch/progress.ts";

/** Everything that is told of a download that brings 1 MB every `stepMs`, from `from` to 200 MB. */
function told(isTTY: boolean, { stepMs = 100, from = 0 } = {}): string {
  let text = "";
  let now = 5000;
  const screen = new Screen({ isTTY, columns: 200, write: (more: string) => (text += more) });
  const progress = new Progress("model x", 200e6, screen, () => now);
  for (let done = from; done <= 200e6; done += 1e6) {
    progress.at(done);
    now += stepMs;
  }
  return text;
}

test("writes a line every 10 % where nobody can rewrite it, with rate and time left", () => {
  const lines = told(false).split("\n");
  expect(lines).toHaveLength(12);
  expect(lines.slice(0, 3)).toEqual([
    "model x: 0 % (0 MB of 200 MB)",
    "model x: 10 % (20 MB of 200 MB, 10.0 MB/s, 18 s left)",
    "model x: 20 % (40 MB of 200 MB, 10.0 MB/s, 16 s left)",
  ]);
  expect(lines.at(-2)).toBe("model x: 100 % (200 MB of 200 MB)");
});

test("a slow download tells of itself in between", () => {
  const lines = told(false, { stepMs: 15_000 }).split("\n");
  // A line for every 30 s: two steps, of which every tenth is one for 10 %, too.
  expect(lines.slice(0, 3)).toEqual([
    "model x: 0 % (0 MB of 200 MB)",
    "model x: 1 % (2 MB of 200 MB)",
    "model x: 2 % (4 MB of 200 MB)",
  ]);
  expect(lines.length).toBeGreaterThan(100);
});

test("what was there before does not count as speed", () => {
  expect(told(false, { from: 100e6 }).split("\n").slice(0, 2)).toEqual([
    "model x: 50 % (100 MB of 200 MB)",
    "model x: 60 % (120 MB of 200 MB, 10.0 MB/s, 8 s left)",
  ]);
});

test("hours and minutes are told as such", () => {
  const slow = told(false, { stepMs: 9000 });
  expect(slow).toContain("0.1 MB/s, 27 min left");
  let text = "";
  let now = 0;
  const screen = new Screen({ write: (more: string) => (text += more) });
  const progress = new Progress("big", 10e9, screen, () => now);
  progress.at(0);
  now = 2000;
  progress.at(1e9 / 1000);
  now = 40_000;
  expect(text).toBe("big: 0 % (0 MB of 10.00 GB)\n");
  progress.at(2e9);
  expect(text).toContain("big: 20 % (2.00 GB of 10.00 GB)\n");
});

test("bytes that are thrown away are no negative speed", () => {
  let text = "";
  let now = 0;
  const screen = new Screen({ write: (more: string) => (text += more) });
  const progress = new Progress("model x", 200e6, screen, () => now);
  for (const done of [0, 100e6, 0, 20e6, 40e6]) {
    progress.at(done);
    now += 2000;
  }
  expect(text).not.toContain("-");
  expect(text.split("\n").at(-2)).toBe("model x: 20 % (40 MB of 200 MB, 10.0 MB/s, 16 s left)");
});

test("rewrites one line on a terminal, not more often than one can read, and leaves a last one", () => {
  const text = told(true);
  expect(text.split("\n")).toHaveLength(2);
  expect(text).toContain("model x: 38 % (76 MB of 200 MB, 10.0 MB/s, 13 s left)");
  expect(text).not.toContain("(75 MB");
  expect(text).toEndWith("model x: 100 % (200 MB of 200 MB)\n");
});
