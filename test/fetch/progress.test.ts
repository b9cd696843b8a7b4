import { expect, test } from "bun:test";
import { Progress } from "../../src/fetch/progress.ts";

function told(isTTY: boolean): string {
  let text = "";
  const stream = { isTTY, write: (more: string) => (text += more) };
  const progress = new Progress("model x", 200e6, stream);
  for (let done = 0; done <= 200e6; done += 1e6) progress.at(done);
  return text;
}

test("writes a line every 10 % where nobody can rewrite it", () => {
  const lines = told(false).split("\n");
  expect(lines).toHaveLength(12);
  expect(lines.slice(0, 2)).toEqual(["model x: 0 % (0 of 200 MB)", "model x: 10 % (20 of 200 MB)"]);
  expect(lines.at(-2)).toBe("model x: 100 % (200 of 200 MB)");
});

test("rewrites one line on a terminal and ends it when all is there", () => {
  const text = told(true);
  expect(text.split("\n")).toHaveLength(2);
  expect(text).toContain("\rmodel x: 37 % (74 of 200 MB)");
});
