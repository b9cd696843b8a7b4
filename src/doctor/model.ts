import { statSync } from "node:fs";
import { basename } from "node:path";
import { renderBytes } from "../display/bytes.ts";
import { catalog, firstFile } from "../models/catalog.ts";
import { fitsMemory, keepsUp, thisMachine } from "../models/fit.ts";
import { locateModel } from "../models/locate.ts";
import type { SpeakOptions } from "../options.ts";
import type { Parts } from "../parts.ts";
import { Translator } from "../translate/translator.ts";
import { ownWorkers } from "../workers/workers.ts";
import { type Check, ok, warning } from "./check.ts";

/** Short, and in no table of sentences that need no model. */
const SENTENCE = "The old cache was removed, so the server starts faster now.";
const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** Whether a model is here, is whole, loads, and translates. */
export const modelCheck = (
  parts: () => Parts,
  { model, threads }: Pick<SpeakOptions, "model" | "threads">,
): Check => ({
  name: "model",
  run: async (signal) => {
    const { name, path } = locateModel(model ?? null);
    const lost: string[] = [];
    const translator = new Translator(ownWorkers, parts(), path, { threads }, (error) =>
      lost.push(error.why),
    );
    try {
      const startedAt = performance.now();
      await translator.open();
      const loadedMs = performance.now() - startedAt;
      let ja = "";
      for await (const { text } of translator.translate(SENTENCE, signal)) ja += text;
      const { tokensPerSecond } = translator.statistics;
      const speed = tokensPerSecond ?? 0;
      const size = renderBytes(statSync(path).size);
      const what = `${name}, ${size}, ready in ${(loadedMs / 1000).toFixed(1)} s, ${speed.toFixed(1)} tokens/s: ${ja}`;
      if (lost.length > 0) return warning(`${what}; at first it failed: ${lost[0]}`, "please report this");
      if (!JAPANESE.test(ja))
        return warning(what, "this is no translation: stream-tts-bun models list shows better models");
      const known = catalog().find((one) => firstFile(one).file === basename(path));
      if (known !== undefined && !fitsMemory(thisMachine(), known.memory))
        return warning(
          what,
          "it takes most of this machine's memory: stream-tts-bun models list shows smaller ones",
        );
      if (!keepsUp({ tokensPerSecond: speed, isMeasured: true }))
        return warning(
          what,
          "it translates more slowly than is spoken: stream-tts-bun models list shows quicker ones",
        );
      return ok(what);
    } finally {
      translator.kill();
    }
  },
});
