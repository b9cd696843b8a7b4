import { parseArgs } from "node:util";
import { z } from "zod";
import { findVoice, voiceCatalog } from "../src/speech/voice_catalog.ts";
import { installedPack } from "../src/voice_packs/installed.ts";
import { reportFailure } from "./setup/failure.ts";
import {
  errorRate,
  type HeardSentence,
  hearVoice,
  spokenSentences,
  VOICE_SENTENCES,
} from "./testing/heard_voice.ts";
import { scriptOptions } from "./testing/script_options.ts";

/**
 * Each voice says the sentences, and a
 * recogniser hears them. Prints the kana error rate of each voice, by kind of sentence too, and its worst sentences; fails
 * when a voice is understood worse than it should be.
 */
const USAGE = "scripts/voices_eval.sh [--voices NAME,…] [--sentences FILE.tsv] [--worst N]";

const Options = z.object({
  voices: z
    .string()
    .transform((names) => names.split(","))
    .optional(),
  sentences: z.string().default(VOICE_SENTENCES),
  worst: z.coerce.number().int().min(0).default(10),
});

/** The highest kana error rates, by voice. */
const MOST_ERRORS: Readonly<Record<string, number>> = { mei: 0.12, nitech: 0.08, jf_tebukuro: 0.05 };

try {
  const text = { type: "string" } as const;
  const values = scriptOptions(
    USAGE,
    Options,
    () => parseArgs({ options: { voices: text, sentences: text, worst: text } }).values,
  );
  const sentences = spokenSentences(values.sentences);
  const kinds = [...new Set(sentences.map(({ kind }) => kind))];
  const heading = ["voice", "kana error rate", "allowed", ...kinds];
  const rows: string[][] = [];
  let isGood = true;
  for (const voice of values.voices ?? voicesHere()) {
    const heard = await hearVoice(voice, sentences);
    const all = errorRate(heard);
    const most = MOST_ERRORS[findVoice(voice)?.name ?? voice];
    const rates = kinds.map((kind) => errorRate(heard.filter((one) => one.kind === kind)).toFixed(3));
    rows.push([voice, all.toFixed(4), String(most ?? ""), ...rates]);
    isGood &&= most === undefined || all <= most;
    tellWorst(voice, heard, values.worst);
  }
  for (const row of [heading, heading.map(() => "---"), ...rows]) console.log(`| ${row.join(" | ")} |`);
  if (!isGood) console.log("\nA VOICE IS UNDERSTOOD WORSE THAN IT SHOULD BE");
  process.exitCode = isGood ? 0 : 1;
} catch (error) {
  reportFailure(error);
}

/** The voices of ours that can speak on this machine. */
function voicesHere(): string[] {
  const here = voiceCatalog().filter(({ pack }) => pack === null || installedPack(pack) !== null);
  return here.map(({ name }) => name);
}

function tellWorst(voice: string, heard: readonly HeardSentence[], count: number): void {
  console.log(`${voice}, kana error rate ${errorRate(heard).toFixed(4)}; errors | said | given | heard`);
  const worst = heard.toSorted((one, other) => other.errors - one.errors).slice(0, count);
  for (const { errors, kana, text, reading, heard } of worst)
    console.log(`${errors} of ${kana} | ${text} | ${reading} | ${heard}`);
  console.log("");
}
