import { join } from "node:path";
import { failed, passed, skipped, type Verdict } from "../testing/steps/step.ts";
import type { Transcript } from "../testing/steps/transcript.ts";
import { traceLines } from "../testing/trace_lines.ts";
import { judge, SENTENCE } from "./program.ts";
import type { Scene, Step } from "./step.ts";

const SECOND = 1000;
/** Long enough to change the output device meanwhile: some 40 s. */
const SENTENCES = 14;

/** What comes out of the machine. */
export const DEVICE_STEPS: readonly Step[] = [
  {
    name: "device",
    shows: "That a sentence is played on the default device to its end, without a break",
    limitMs: 120 * SECOND,
    run: async (scene, transcript) => (await play(scene, transcript, SENTENCE)).verdict,
  },
  {
    name: "device-heard",
    shows: "That a person hears the sentence on both sides, clearly, from its beginning to its end",
    limitMs: 300 * SECOND,
    isManual: true,
    run: async (scene, transcript) => {
      const { verdict } = await play(scene, transcript, SENTENCE);
      if (verdict.status !== "passed") return verdict;
      return judgedBy(scene, "Was 「今日はとてもいい天気ですね」 heard whole, clearly, and on both sides?");
    },
  },
  {
    name: "device-change",
    shows: "That the sound goes on when the output device is changed while it plays",
    limitMs: 600 * SECOND,
    isManual: true,
    run: async (scene, transcript) => {
      const go = "About 40 s of speech follow. Change the output device in the menu bar twice. Begin?";
      if (scene.ask === null || !(await scene.ask(go))) return skipped("nobody wanted to");
      const text = Array.from({ length: SENTENCES }, (_, n) => `${n + 1}番目の文を読んでいます。`).join("\n");
      const { verdict } = await play(scene, transcript, text);
      if (verdict.status !== "passed") return verdict;
      return judgedBy(scene, `Did the sound go on, on the new device, up to ${SENTENCES}番目?`);
    },
  },
];

async function judgedBy({ ask }: Scene, question: string): Promise<Verdict> {
  const isWell = ask !== null && (await ask(question));
  return isWell ? passed("a person says so") : failed("a person says that it was not so");
}

async function play(scene: Scene, transcript: Transcript, text: string): Promise<{ verdict: Verdict }> {
  const trace = join(scene.folder, "device.ndjson");
  const flags = ["--server", "off", "--no-translate", "--max-backlog", "none", "--trace", trace];
  const ran = await transcript.run([scene.executable, ...flags], { stdin: `${text}\n` });
  // A machine of a build farm has none; every Mac has one.
  if (scene.platform !== "darwin" && ran.stderr.includes("(DEVICE_MISSING)"))
    return { verdict: skipped("this machine has no sound device") };
  const events = traceLines(trace);
  const played = events.filter(({ event }) => event === "played").length;
  const clauses = events.filter(({ event }) => event === "clause").length;
  const underruns = Number(events.find(({ event }) => event === "summary")?.underruns);
  const verdict = judge(ran, `${played} of ${clauses} clauses were played, ${underruns} breaks`);
  const isWhole = clauses > 0 && played === clauses && underruns === 0;
  return { verdict: verdict.status === "passed" && !isWhole ? failed(verdict.why) : verdict };
}
