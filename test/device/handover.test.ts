import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { PulseServer } from "../../scripts/testing/pulse.ts";
import { heard } from "../e2e/echo.ts";
import { assistant, LIMIT_MS, Program } from "../e2e/program.ts";

/** Voices that cannot keep up with a device. */
setDefaultTimeout(LIMIT_MS);

let server: PulseServer;
beforeAll(async () => {
  server = await PulseServer.start();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

/** Says every clause a fourth slower than it sounds, and nothing of it before its end. */
const SLOW = "echo:slow@番目";
/** About 0.7 s each. */
const CLAUSES = [
  "その一番目は途中で止まらずに聞こえるはずの部分で、",
  "二番目はその続きなのでやはり止まらないはずの部分で、",
  "三番目はこれを終わりまで止まらずに言う部分です。",
];
/** The other voice is opened when the first clause has been said, so the first sentence has no more than one. */
const SENTENCES = [
  "今から始めることにします。",
  ...Array.from({ length: 4 }, (_, n) => `${n}番目の文です、${CLAUSES.join("")}`),
];
const ALL = CLAUSES.length + 1;

async function played(voices: string) {
  using program = new Program();
  await using recording = await server.record();
  const args = ["--no-translate", "--voice", voices, "--max-backlog", "none"];
  const { code, stderr } = await program.run(args, SENTENCES.map(assistant).join(""), server.env);
  await recording.more(200);
  const [summary] = program.events("summary");
  return {
    ...{ code, stderr, text: heard(recording.samples()) },
    underruns: Number(summary?.underruns),
    handovers: program.events("handover").map(({ why }) => why),
    voices: program.events("audio").map(({ voice }) => voice),
  };
}

test("a slow voice alone breaks off in the middle of sentences; everything is said", async () => {
  const { code, text, underruns, handovers } = await played(SLOW);
  expect({ code, text, handovers }).toEqual({ code: 0, text: SENTENCES.join(""), handovers: [] });
  expect(underruns).toBeGreaterThan(SENTENCES.length);
});

test("with another behind it nothing breaks off, and every clause is said once, in order", async () => {
  const { code, text, underruns, handovers, voices, stderr } = await played(`${SLOW},echo`);
  expect({ code, text, underruns }).toEqual({ code: 0, text: SENTENCES.join(""), underruns: 0 });
  expect(handovers).toContain("late");
  expect(handovers).toContain("slow");
  expect(voices).toHaveLength(1 + 4 * ALL);
  expect(new Set(voices)).toEqual(new Set([SLOW, "echo"]));
  expect(stderr).toBe(`stream-tts-bun: the voice ${SLOW} cannot keep up at the moment; echo goes on\n`);
});
