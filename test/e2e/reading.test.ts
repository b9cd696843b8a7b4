import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dryRun, endlessLine, writeAgentStream } from "../../scripts/testing/reading.ts";
import { LIMIT_MS } from "./program.ts";

/** The short form of scripts/reading.sh: what is read and in how much memory; speed is not judged here. */
setDefaultTimeout(LIMIT_MS);

const MOST_BYTES = 250_000_000;
const LAST = '{"type":"assistant","content":[{"type":"text","text":"Still here."}]}\n';
const texts = (stdout: string) =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line): string => JSON.parse(line).text);

test("a stream of 30 MB: every word is spoken once, within 250 MB of memory", async () => {
  const folder = mkdtempSync(join(tmpdir(), "reading-"));
  try {
    const path = join(folder, "stream.jsonl");
    const { letters } = writeAgentStream(path, 30_000_000);
    const { stdout, stderr, peakBytes } = await dryRun(Bun.file(path));
    expect(stderr).toBe("");
    expect(texts(stdout).join("").replace(/\W/g, "").length).toBe(letters);
    expect(peakBytes).toBeGreaterThan(20_000_000);
    expect(peakBytes).toBeLessThan(MOST_BYTES);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a line of 300 MB without a newline is skipped and told once, and the next one is spoken", async () => {
  const { stdout, stderr, peakBytes } = await dryRun(endlessLine(300_000_000, LAST));
  expect(texts(stdout)).toEqual(["Still here."]);
  expect(stderr).toBe("stream-tts-bun: skipped (oversized): a line longer than 67108864 bytes\n");
  expect(peakBytes).toBeLessThan(2 * MOST_BYTES);
});

test("a line of 60 MB is read", async () => {
  const text = "This is it. ";
  const long = { type: "assistant", content: [{ type: "text", text }], padding: "x".repeat(60_000_000) };
  const { stdout, stderr } = await dryRun(new Blob([`${JSON.stringify(long)}\n${LAST}`]).stream());
  expect(texts(stdout)).toEqual([text.trim(), "Still here."]);
  expect(stderr).toBe("");
});
