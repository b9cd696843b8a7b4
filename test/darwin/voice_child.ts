import { Voice } from "../../ffi/voice.ts";
import { NATURAL } from "../../src/speech/synthesizer.ts";
import { LONG_MS, pull, speak } from "../ffi/speaking.ts";
import { readLog } from "./event_log.ts";
import { heard } from "./stand_in_sound.ts";
import { doSteps, type Outcome, type Step } from "./steps.ts";

/** Speaks through ffi/voice.ts in a process whose main thread is the one that runs this. */

const [library = "", name = "", steps = ""] = process.argv.slice(2);
/** Long enough for the stand-ins' thread to have prepared what it wants to tell. */
const LINGER_MS = 100;

using voice = Voice.open(library, name, "");
await doSteps(steps, doStep);

async function doStep(step: Step): Promise<Outcome> {
  switch (step.do) {
    case "speak":
      return told(speak(voice, step.text, step.prosody));
    case "stop": {
      voice.start(step.text, NATURAL);
      const into = new Int16Array(48_000);
      const before = voice.next(into, LONG_MS).frames;
      voice.stop();
      const { status, frames } = voice.next(into, LONG_MS);
      if (status === "timeout") throw new Error("a stopped utterance goes on");
      return { before, after: frames };
    }
    case "linger": {
      voice.start(step.text, NATURAL);
      await Bun.sleep(LINGER_MS);
      const meanwhile = readLog(process.env.STANDIN_SPEECH_LOG ?? "").map(({ event }) => event);
      return { heard: heard(pull(voice)), meanwhile };
    }
  }
}

function told(pcm: Int16Array): Outcome {
  return { heard: heard(pcm), frames: pcm.length };
}
