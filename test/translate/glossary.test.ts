import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "../../src/errors.ts";
import { Glossary } from "../../src/translate/glossary.ts";

const folder = mkdtempSync(join(tmpdir(), "glossary-"));
afterAll(() => rmSync(folder, { recursive: true }));

function load(text: string | Uint8Array): Glossary {
  const path = join(folder, "terms.txt");
  writeFileSync(path, text);
  return Glossary.load(path);
}

const glossary = load(
  "\uFEFF# ours\r\nworker = 作業者\r\njob queue\tジョブの待ち行列\njob=お仕事\n\n  C++ = シープラプラ\n",
);

test.each<[string, string[]]>([
  ["The worker takes a job.", ["作業者", "お仕事"]],
  ["Workers empty the Job Queue.", ["作業者", "ジョブの待ち行列"]],
  ["A coworker has jobless days.", []],
  ["I read worker.ts, src/worker and worker-pool; the worker.", ["作業者"]],
  ["The C++ worker and another worker.", ["シープラプラ", "作業者"]],
])("the terms of %j", (en, terms) => {
  expect(glossary.termsIn(en).map(({ ja }) => ja)).toEqual(terms);
});

test("in a sentence the Japanese stands in the place of its terms", () => {
  expect(glossary.applyTo("Workers empty the Job Queue, not a coworker.")).toBe(
    "作業者 empty the ジョブの待ち行列, not a coworker.",
  );
  expect(load("# none\n").applyTo("A worker.")).toBe("A worker.");
});

test.each<[string, string | Uint8Array, string]>([
  ["without a reading", "worker = 作業者\nnonsense\n", "line 2"],
  ["with nothing behind the sign", "worker =\n", "line 1"],
  ["that is too long", `${"x".repeat(101)} = 語\n`, "100 characters"],
  ["that is no UTF-8", Uint8Array.of(0x77, 0x3d, 0xff), "utf"],
])("a line %s is refused", (_, text, why) => {
  try {
    load(text);
    expect.unreachable();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.code).toBe("GLOSSARY_UNREADABLE");
    expect(error.why.toLowerCase()).toContain(why);
  }
});

test("a file that is not there is told by its path", () => {
  expect(() => Glossary.load(join(folder, "none"))).toThrow("none");
});
