import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { marked } from "marked";
import { soundFacts } from "../../scripts/mac_check/sound_facts.ts";
import { renderReport } from "../../scripts/testing/steps/report.ts";
import type { Finding } from "../../scripts/testing/steps/step.ts";
import { wavHeader } from "../../src/audio/wav.ts";

const finding = (name: string, of: Partial<Finding> = {}): Finding => ({
  step: { name, shows: `That ${name} works` },
  ...{ status: "passed", why: "it does", ms: 1234, transcript: "" },
  ...of,
});

test("the report is Markdown with a table of all steps and a chapter for each that said something", () => {
  const findings = [
    finding("one", { transcript: "$ one\n```\n| no table |\n# no heading\n```\n" }),
    finding("two", { status: "failed", why: "it has | in it\nand two lines" }),
    finding("three", { status: "skipped", why: "this is no Mac" }),
  ];
  const text = renderReport("mac-check", [["date", "today"]], findings);
  const tokens = marked.lexer(text);
  const [table] = tokens.flatMap((token) => (token.type === "table" ? [token] : []));
  expect(table?.rows.map((row: { text: string }[]) => row.map((cell) => cell.text))).toEqual([
    ["one", "passed", "1.2 s", "it does"],
    ["two", "failed", "1.2 s", "it has | in it and two lines"],
    ["three", "skipped", "1.2 s", "this is no Mac"],
  ]);
  const headings = tokens.flatMap((token) => (token.type === "heading" ? [token.text] : []));
  expect(headings).toEqual(["mac-check", "one"]);
  const codes = tokens.flatMap((token) => (token.type === "code" ? [token.text] : []));
  expect(codes).toEqual(["$ one\n```\n| no table |\n# no heading\n```"]);
  expect(text).toContain("- date: today\n- result: 1 passed, 1 failed, 1 skipped\n");
});

test("whose home it was written in stays out of it", () => {
  const text = renderReport(
    "mac-check",
    [["executable", join(homedir(), "bin", "program")]],
    [finding("one", { why: `in ${homedir()}`, transcript: `$ ${homedir()}/bin/program\n` })],
  );
  expect(text).not.toContain(homedir());
  expect(text).toContain("- executable: ~/bin/program\n");
  expect(text).toContain("$ ~/bin/program\n");
});

test.each<[string, number[], number, number]>([
  ["nothing", [], 0, Number.NEGATIVE_INFINITY],
  ["silence", Array(48_000).fill(0), 1, Number.NEGATIVE_INFINITY],
  ["full scale", Array(24_000).fill(-32_768), 0.5, 0],
  ["half of it", Array(24_000).fill(16_384), 0.5, -6.02],
])("a file of %s is told as it is", (_, samples, seconds, loudness) => {
  const folder = mkdtempSync(join(tmpdir(), "sound-facts-"));
  try {
    const path = join(folder, "a.wav");
    const pcm = Int16Array.from(samples);
    writeFileSync(path, Buffer.concat([wavHeader(pcm.byteLength, 48_000), new Uint8Array(pcm.buffer)]));
    const found = soundFacts(path);
    expect(found.seconds).toBe(seconds);
    if (Number.isFinite(loudness)) expect(found.loudness).toBeCloseTo(loudness, 2);
    else expect(found.loudness).toBe(loudness);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
