import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "../src/bench/figures.ts";
import { percentile } from "../src/percentile.ts";
import { delaysOfDeltas, dryRun, endlessLine, parseLines, writeAgentStream } from "./testing/reading.ts";

/** `bun scripts/reading.ts [RUNS]`: how fast an agent's stream is read, beside `JSON.parse` of every line, in turns. */
const runs = Number(process.argv[2] ?? 3);
const SIZES = [50_000_000, 100_000_000, 200_000_000];
const ENDLESS_BYTES = 1_000_000_000;
const LAST = '{"type":"assistant","content":[{"type":"text","text":"Still here."}]}\n';

const mb = (bytes: number) => (bytes / 1e6).toFixed(0);
const folder = mkdtempSync(join(tmpdir(), "reading-"));
try {
  console.log(
    "| stream | --dry-run | peak memory | JSON.parse of every line | ratio |\n|---|---|---|---|---|",
  );
  for (const size of SIZES) {
    const path = join(folder, "stream.jsonl");
    const { bytes } = writeAgentStream(path, size);
    const ours: number[] = [];
    const least: number[] = [];
    let peak = 0;
    for (let run = 0; run < runs; run++) {
      const reading = await dryRun(Bun.file(path));
      ours.push(reading.seconds);
      peak = Math.max(peak, reading.peakBytes);
      least.push((await parseLines(Bun.file(path))).seconds);
    }
    const rate = (seconds: number[]) => `${mb(bytes / median(seconds))} MB/s`;
    const ratio = (median(ours) / median(least)).toFixed(2);
    console.log(`| ${mb(bytes)} MB | ${rate(ours)} | ${mb(peak)} MB | ${rate(least)} | ${ratio} |`);
  }
  const delays = delaysOfDeltas(30_000_000);
  const at = (share: number) => `${percentile(delays, share)?.toFixed(4)} ms`;
  console.log(`\na delta: p50 ${at(0.5)}, p99 ${at(0.99)}, p99.9 ${at(0.999)} (${delays.length} deltas)`);
  const endless = await dryRun(endlessLine(ENDLESS_BYTES, LAST));
  console.log(
    `a line of ${mb(ENDLESS_BYTES)} MB: ${endless.seconds.toFixed(1)} s, peak memory ${mb(endless.peakBytes)} MB, then ${JSON.parse(endless.stdout).text}`,
  );
  console.log(endless.stderr.trim());
} finally {
  rmSync(folder, { recursive: true });
}
