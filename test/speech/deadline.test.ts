import { expect, test } from "bun:test";
import { deadlineOf, type Waiting } from "../../src/speech/deadline.ts";

/** A local voice that was asked at 1000 for what follows in the middle of a sentence, while 2 s of it wait. */
const WAITING: Waiting = {
  ...{ requestedAt: 1000, now: 1000, untilDryMs: 2000 },
  ...{ hasSounded: true, isRemote: false },
};

test.each<[string, Partial<Waiting>, number | null]>([
  ["in the middle: 250 ms before the silence", {}, 2750],
  ["the same later, as the sound goes on", { now: 1400, untilDryMs: 1600 }, 2750],
  ["later when the sound was held meanwhile", { now: 1400, untilDryMs: 2000 }, 3150],
  ["but never before 300 ms", { untilDryMs: 100 }, 1300],
  ["never while the sound is held", { untilDryMs: Number.POSITIVE_INFINITY }, Number.POSITIVE_INFINITY],
  ["none where nothing is paced", { untilDryMs: null }, null],
  ["none at the beginning", { hasSounded: false, untilDryMs: 0 }, null],
  ["3 s for a server at the beginning", { hasSounded: false, isRemote: true, untilDryMs: 0 }, 4000],
  [
    "more for it while earlier sentences sound",
    { hasSounded: false, isRemote: true, untilDryMs: 9000 },
    9750,
  ],
  ["none for a server where nothing is paced", { hasSounded: false, isRemote: true, untilDryMs: null }, null],
  ["for a server in the middle as for all", { isRemote: true }, 2750],
])("%s", (_, waiting, expected) => {
  expect(deadlineOf({ ...WAITING, ...waiting })).toBe(expected);
});
