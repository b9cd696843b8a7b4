import { NATURAL } from "../../src/speech/synthesizer.ts";
import { WorkerSynthesizer } from "../../src/speech/worker_synthesizer.ts";
import { runVoiceWorker } from "../../src/workers/voice_worker.ts";
import { ownWorkers } from "../../src/workers/workers.ts";
import { heard } from "./stand_in_sound.ts";
import { doSteps, type Outcome, type Step } from "./steps.ts";

/**
 * Speaks through a voice worker: a process of this same file, as the program's workers are of the program's (see
 * selfCommand).
 */
if (process.argv[2] === "worker") await runVoiceWorker();

const [library = "", name = "", steps = ""] = process.argv.slice(2);
const synthesizer = new WorkerSynthesizer(
  ownWorkers,
  { kind: "native", name, library, source: name, data: "" },
  (error) => {
    throw error;
  },
);
await synthesizer.open();
await doSteps(steps, doStep);
synthesizer.kill();

async function doStep(step: Step): Promise<Outcome> {
  const stopping = new AbortController();
  const chunks: Int16Array[] = [];
  const frames = () => chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  let before = 0;
  const prosody = (step.do === "speak" ? step.prosody : undefined) ?? NATURAL;
  for await (const { pcm } of synthesizer.speak(step.text, prosody, stopping.signal)) {
    chunks.push(pcm.slice());
    if (step.do !== "stop" || stopping.signal.aborted) continue;
    before = frames();
    stopping.abort();
  }
  if (step.do === "stop") return { before, after: frames() - before };
  const all = new Int16Array(frames());
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return { heard: heard(all), frames: all.length };
}
