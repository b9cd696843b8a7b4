import { OUTPUT_RATE } from "../audio/sink.ts";
import type { Parts } from "../parts.ts";
import { createSynthesizer } from "../speech/create_synthesizer.ts";
import { NATURAL } from "../speech/synthesizer.ts";
import { chooseVoice } from "../speech/voices.ts";
import { ownWorkers } from "../workers/workers.ts";
import { type Check, ok } from "./check.ts";

const TEXT = "準備ができました。";
/** A voice whose dictionary is missing or wrong says nothing, or a beep. */
const SHORTEST_S = 0.5;

/** Whether the voice, with what it needs, can be opened and speaks. */
export const voiceCheck = (parts: () => Parts, wanted: string | undefined): Check => ({
  name: "voice",
  run: async (signal) => {
    const voice = chooseVoice(wanted, parts());
    const { name } = voice;
    const { resampler } = parts();
    const synthesizer = createSynthesizer(voice, { workers: ownWorkers, resampler, onLost: () => {} });
    try {
      await synthesizer.open();
      let frames = 0;
      let firstMs = 0;
      for await (const { pcm, voiceUs } of synthesizer.speak(TEXT, NATURAL, signal)) {
        if (frames === 0) firstMs = voiceUs / 1000;
        frames += pcm.length;
      }
      const seconds = frames / OUTPUT_RATE;
      if (seconds < SHORTEST_S)
        return {
          state: "failed",
          what: `the voice ${name} said nothing`,
          fix:
            voice.kind === "native"
              ? "install stream-tts-bun again, or choose another --voice"
              : "look what the server says in its own log, or choose another --voice",
        };
      const dictionary = voice.kind === "remote" || voice.data === "" ? "" : `, dictionary ${voice.data}`;
      return ok(`${name}, ${OUTPUT_RATE} Hz, first sound after ${firstMs.toFixed(0)} ms${dictionary}`);
    } finally {
      synthesizer.kill();
    }
  },
});
