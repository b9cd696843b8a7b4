import type { Parts } from "../parts.ts";
import { Synthesizer } from "../speech/synthesizer.ts";
import { chooseVoice } from "../speech/voices.ts";
import { ownWorkers } from "../workers/workers.ts";
import { type Check, ok } from "./check.ts";

const TEXT = "準備ができました。";
/** A voice whose dictionary is missing or wrong says nothing, or a beep. */
const SHORTEST_S = 0.5;

/** Whether the voice and its dictionary can be opened and speak. */
export const voiceCheck = (parts: () => Parts, wanted: string | undefined): Check => ({
  name: "voice",
  run: async (signal) => {
    const voice = chooseVoice(wanted, parts());
    const { name } = voice;
    const synthesizer = new Synthesizer(ownWorkers, voice, () => {});
    try {
      await synthesizer.open();
      let frames = 0;
      let firstMs = 0;
      for await (const { pcm, voiceUs } of synthesizer.speak(TEXT, 1, signal)) {
        if (frames === 0) firstMs = voiceUs / 1000;
        frames += pcm.length;
      }
      const seconds = frames / synthesizer.rate;
      if (seconds < SHORTEST_S)
        return {
          state: "failed",
          what: `the voice ${name} said nothing`,
          fix: "install stream-tts-bun again, or choose another --voice",
        };
      const dictionary = voice.data === "" ? "" : `, dictionary ${voice.data}`;
      return ok(`${name}, ${synthesizer.rate} Hz, first sound after ${firstMs.toFixed(0)} ms${dictionary}`);
    } finally {
      synthesizer.kill();
    }
  },
});
