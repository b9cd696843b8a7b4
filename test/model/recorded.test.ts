import { expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { listen } from "../../scripts/testing/listen.ts";
import { LIMIT_MS } from "../e2e/program.ts";

setDefaultTimeout(2 * LIMIT_MS);

const SENTENCES = readFileSync(join(import.meta.dir, "..", "fixtures", "assistant_sentences.txt"), "utf8")
  .trim()
  .split("\n");

/** The short form of scripts/listen.sh. */
test("four messages with the real model, recorded from a device: understood as well as from a file", async () => {
  const result = await listen({
    messages: SENTENCES.slice(0, 4),
    model: "qwen2.5-coder-1.5b-instruct-q4_k_m",
    voice: "mei",
  });
  console.log(JSON.stringify(result));
  expect(result.exitCode).toBe(0);
  expect(result.utterances).toBeGreaterThanOrEqual(4);
  expect(result.played).toBe(result.utterances);
  // It does not wait for anything; how soon it ends on a quiet machine, listen.sh tells.
  expect(result.exitAfterSoundMs).toBeLessThan(10_000);
  // A neighbour that takes the processor away may cost a clause a few milliseconds, and the recogniser a syllable.
  expect(result.recordedErrorRate).toBeLessThanOrEqual(result.fileErrorRate + 0.05);
});
