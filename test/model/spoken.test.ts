import { expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { recognised } from "../../scripts/testing/recognised.ts";
import { MemoryWatch } from "../../scripts/testing/resident.ts";
import type { TraceLine } from "../../scripts/testing/trace_lines.ts";
import { locateModel } from "../../src/models/locate.ts";
import { assistant, LIMIT_MS, Program } from "../e2e/program.ts";

/** The main job with the model that people use: English lines in, Japanese sound out, understood by a recogniser. */
setDefaultTimeout(2 * LIMIT_MS);

const MODEL = "qwen2.5-coder-1.5b-instruct-q4_k_m";
const SENTENCES = readFileSync(join(import.meta.dir, "..", "fixtures", "assistant_sentences.txt"), "utf8")
  .trim()
  .split("\n");
const UTTERANCES = 22; // Two of the lines hold two sentences.
const MEMORY_BEYOND_MODEL = 450e6;
const HIGHEST_KANA_ERROR_RATE = 0.12;

test("twenty messages in one session: in order, none lost, early, understandable, within memory", async () => {
  using program = new Program();
  const child = program.start(["--model", MODEL, "--output", program.wav]);
  const memory = new MemoryWatch(child.pid);
  child.stdin.write(SENTENCES.map(assistant).join(""));
  child.stdin.end();
  while (child.exitCode === null) {
    memory.look();
    await Bun.sleep(200);
  }
  expect(child.exitCode).toBe(0);

  const of = (name: string) => program.events(name);
  expect(of("ready")).toMatchObject([{ model: MODEL, voice: "mei" }]);
  expect(of("utterance").map(({ id }) => id)).toEqual(Array.from({ length: UTTERANCES }, (_, i) => i));
  expect(
    of("utterance")
      .map(({ text }) => text)
      .join(" "),
  ).toBe(SENTENCES.join(" "));
  expect(new Set(of("audio").map(({ id }) => id)).size).toBe(UTTERANCES);
  const order = of("audio").map(({ id, n }) => Number(id) * 1000 + Number(n));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(of("summary")).toMatchObject([{ counts: { faults: 0 } }]);
  expect(of("audio").reduce((sum, { samples }) => sum + Number(samples), 0)).toBe(program.samples().length);

  // The first clause sounds before the last one is translated.
  const late = lateStarts(program.trace());
  expect(late).toEqual([]);

  expect(memory.sumOfPeaks).toBeLessThanOrEqual(statSync(locateModel(MODEL).path).size + MEMORY_BEYOND_MODEL);

  const { kana_error_rate, kana_error_rate_ja } = await recognised(program.wav, program.tracePath);
  console.log(
    `kana error rate: ${kana_error_rate} against the reading, ${kana_error_rate_ja} against the translation`,
  );
  console.log(`sum of peak resident memory: ${Math.round(memory.sumOfPeaks / 1e6)} MB`);
  expect(kana_error_rate).toBeLessThanOrEqual(HIGHEST_KANA_ERROR_RATE);
  expect(kana_error_rate_ja).toBeLessThanOrEqual(HIGHEST_KANA_ERROR_RATE);
});

/** Utterances of two or more clauses whose first audio did not come before their last clause. */
function lateStarts(trace: TraceLine[]): unknown[] {
  const lastClause = new Map<unknown, TraceLine>();
  const firstAudio = new Map<unknown, TraceLine>();
  for (const event of trace) {
    if (event.event === "clause") lastClause.set(event.id, event);
    if (event.event === "audio" && event.n === 0) firstAudio.set(event.id, event);
  }
  return [...lastClause.values()]
    .filter(({ n }) => Number(n) > 0)
    .filter(({ id, t_ms }) => !(Number(firstAudio.get(id)?.first_pcm_ms) < Number(t_ms)))
    .map(({ id }) => id);
}
