import { expect, setDefaultTimeout, test } from "bun:test";
import { EXECUTABLE } from "../../scripts/executable.ts";
import { killings } from "../../scripts/testing/killings.ts";
import { LIMIT_MS } from "./program.ts";

setDefaultTimeout(2 * LIMIT_MS);

/** The short form of scripts/killings.sh. */
test("kill -9 of service, voice, client and translator, twice each: the others lose nothing, and nothing is left", async () => {
  const { kills, complaints } = await killings({
    ...{ executable: EXECUTABLE, sound: null, hasDoctor: false, count: 8, seed: 3 },
    onRound: () => {},
  });
  expect(complaints).toEqual([]);
  expect(Object.values(kills).reduce((sum, one) => sum + one, 0)).toBe(8);
});
