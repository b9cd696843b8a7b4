import { expect, setDefaultTimeout, test } from "bun:test";
import { growthOf } from "../../scripts/testing/growth.ts";
import { serviceSoak } from "../../scripts/testing/service_soak.ts";
import { LIMIT_MS } from "./program.ts";

setDefaultTimeout(LIMIT_MS);

const WARM_ROUNDS = 1;

/** The short form of scripts/service_soak.sh: it finds a leak of a session or a process, not one of a few bytes. */
test("mixed load on one service: every utterance is accounted for, and nothing is kept", async () => {
  const { account, hooks, rounds } = await serviceSoak({
    rounds: 4,
    load: { long: 60, agents: 1, lies: 100 },
    model: null,
    onRound: () => {},
  });
  const { lost, doubled, spoken, utterances, killed, skipped } = account;
  expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
  expect(spoken + killed + Object.values(skipped).reduce((sum, count) => sum + count, 0)).toBe(utterances);
  expect(spoken).toBeGreaterThan(400);
  expect(hooks).toBeGreaterThan(60);
  const growth = (what: "bytes" | "descriptors" | "threads") =>
    growthOf(rounds.slice(WARM_ROUNDS).map(({ rested }) => rested[what]));
  expect(growth("descriptors").slope).toBe(0);
  expect(growth("threads").slope).toBeLessThan(2);
  const { early, late } = growth("bytes");
  expect(late / early).toBeLessThan(1.15);
});
