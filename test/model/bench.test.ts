import { expect, setDefaultTimeout, test } from "bun:test";
import { LIMIT_MS, Program, SMALL_MODEL } from "../e2e/program.ts";

setDefaultTimeout(LIMIT_MS);

/** The short form of `bench`: that everything is measured, not how fast it is. */
test("bench measures every way of speaking, and its shares add up to the whole", async () => {
  using program = new Program();
  const report = await program.run(
    ["bench", "--rounds", "1", "--messages", "4", "--model", SMALL_MODEL, "--json"],
    "",
  );
  expect(report.code).toBe(0);
  const { lines, deltas, sequential, tokens_per_second, start, messages } = JSON.parse(report.stdout);
  expect(messages).toBe(4);
  for (const streamed of [lines, deltas]) {
    for (const share of ["first_pcm", "prefill", "decode", "voice"])
      expect(streamed[share].p50).toBeGreaterThan(0);
    expect(streamed.first_pcm.p95).toBeGreaterThanOrEqual(streamed.first_pcm.p50);
    expect(streamed.of_sequential.p50).toBeCloseTo(streamed.first_pcm.p50 / sequential.first_pcm.p50, 1);
  }
  // Both are told in tenths, and the bare loop can be very slow beside other programs.
  const { ours, bare, ratio } = tokens_per_second;
  expect(ratio).toBeGreaterThanOrEqual((ours - 0.06) / (bare + 0.06) - 0.01);
  expect(ratio).toBeLessThanOrEqual((ours + 0.06) / (bare - 0.06) + 0.01);
  expect(start.bare_load_ms).toBeGreaterThan(0);
});
