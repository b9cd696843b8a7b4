import { expect, setDefaultTimeout, test } from "bun:test";
import { errorRate, hearVoice, spokenSentences } from "../../scripts/testing/heard_voice.ts";
import { LIMIT_MS } from "../e2e/program.ts";

setDefaultTimeout(2 * LIMIT_MS);

/** The short form of scripts/voices_eval.sh: the first sentences of each kind. */
const firstOfEach = (count: number) =>
  Object.values(Object.groupBy(spokenSentences(), ({ kind }) => kind)).flatMap(
    (sentences) => sentences?.slice(0, count) ?? [],
  );

/** A voice that takes its time says fewer. */
test.each([
  ["mei", 2, 0.12],
  ["nitech", 2, 0.12],
  ["kokoro", 1, 0.08],
])("%s is understood", async (voice, each, most) => {
  const heard = await hearVoice(voice, firstOfEach(each));
  console.log(`${voice}: kana error rate ${errorRate(heard).toFixed(3)} in ${heard.length} sentences`);
  expect(errorRate(heard)).toBeLessThanOrEqual(most);
});

test("a sound that says nothing is not understood", async () => {
  expect(errorRate(await hearVoice("echo", firstOfEach(1).slice(0, 1)))).toBeGreaterThan(0.5);
});
