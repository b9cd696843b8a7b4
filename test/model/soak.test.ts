import { expect, setDefaultTimeout, test } from "bun:test";
import { soak } from "../../scripts/testing/soak.ts";
import { LIMIT_MS, SMALL_MODEL } from "../e2e/program.ts";

setDefaultTimeout(2 * LIMIT_MS);

/** The short form of scripts/soak.sh: it finds a leak of a process or of a clause, not one of a few bytes. */
test("forty sentences in one session: none lost, in order, memory flat", async () => {
  const result = await soak({
    utterances: 40,
    warmUp: 15,
    model: SMALL_MODEL,
    voice: "echo",
    onProgress: () => {},
  });
  expect(result).toMatchObject({ exitCode: 0, cut: 40, spoken: 40, inOrder: true, faults: 0 });
  expect(result.highestBytes).toBeGreaterThan(0);
  expect(result.highestBytes / result.warmBytes).toBeLessThan(1.05);
});
