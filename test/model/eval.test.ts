import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LIMIT_MS, SMALL_MODEL } from "../e2e/program.ts";

setDefaultTimeout(LIMIT_MS);

test("eval scores each line of a file, however many sentences it has, and tells faults", async () => {
  const folder = mkdtempSync(join(tmpdir(), "eval-"));
  try {
    const file = join(folder, "pairs.tsv");
    writeFileSync(
      file,
      "Done. All tests pass.\t完了しました。すべてのテストが通りました。\n" +
        "The `parser` reads 4711 files.\tパーサーは4711個のファイルを読みます。\n",
    );
    const script = join(import.meta.dir, "../../scripts/eval.ts");
    const child = Bun.spawn([process.execPath, script, file, SMALL_MODEL], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [report, errors] = await Promise.all([child.stdout.json(), child.stderr.text()]);
    expect({ code: await child.exited, errors: errors.replace(/^made .*\n/gm, "") }).toEqual({
      code: 0,
      errors: "",
    });
    expect(report.lines).toBe(2);
    expect(report.translations[0]).toEqual({
      en: "Done. All tests pass.",
      ja: "完了しました。すべてのテストが通りました。",
    });
    // One line is as its reference, the other one comes from a model.
    for (const { score } of [report.bleu, report.chrf]) {
      expect(score).toBeGreaterThan(20);
      expect(score).toBeLessThanOrEqual(100);
    }
    const isNumberKept = report.translations[1].ja.includes("4711");
    expect(report.faults.number === undefined).toBe(isNumberKept);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
