import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { z } from "zod";
import { hundredths, type Spread } from "../src/bench/figures.ts";
import { MESSAGES } from "../src/bench/messages.ts";
import { reportFailure } from "./setup/failure.ts";
import { spokenSentences } from "./testing/heard_voice.ts";
import { scriptOptions } from "./testing/script_options.ts";
import { voiceMemory } from "./testing/voice_memory.ts";
import { playVoices } from "./testing/voice_playback.ts";
import { firstPcms, voicesAlone } from "./testing/voice_speed.ts";

const USAGE =
  "scripts/voices_bench.sh [--voices NAME,…] [--chain NAME,…] [--model NAME|PATH] [--only speed,playback,memory] [--short]";

/**
 * What the voices cost on this machine, as tables. `speed`: real-time factor and first PCM of each, in turns; `playback`: sentences
 * that are translated and played on a null sink with each voice and with the chain, underruns and hand-overs; `memory`: of
 * all processes over a long session with each voice. Fails when a sentence was lost, or the chain let the sound run dry.
 */
const PARTS = ["speed", "playback", "memory"] as const;
const LENGTHS = {
  long: { sentences: 34, messages: MESSAGES.length, played: 50, session: 500 },
  short: { sentences: 4, messages: 2, played: 5, session: 20 },
} as const;

const names = z
  .string()
  .transform((text) => text.split(","))
  .pipe(z.array(z.string().min(1)).min(1));
const Options = z.object({
  voices: names.default(["mei", "nitech", "kokoro"]),
  chain: z.string().default("kokoro,mei"),
  model: z.string().default("qwen2.5-coder-1.5b-instruct-q4_k_m"),
  only: names.pipe(z.array(z.enum(PARTS))).default([...PARTS]),
  short: z.boolean().default(false),
});

let isGood = true;
try {
  const text = { type: "string" } as const;
  const options = { voices: text, chain: text, model: text, only: text, short: { type: "boolean" } } as const;
  const { voices, chain, model, only, short } = scriptOptions(
    USAGE,
    Options,
    () => parseArgs({ options }).values,
  );
  const lengths = short ? LENGTHS.short : LENGTHS.long;
  console.log(`load of the last minutes: ${loadavg().map(hundredths).join(", ")}`);
  if (only.includes("speed")) await tellSpeed(voices, model, lengths);
  if (only.includes("playback")) await tellPlayback(voices, chain, model, lengths.played);
  if (only.includes("memory")) await tellMemory(voices, model, lengths.session);
  console.log(isGood ? "\nas it should be" : "\nNOT AS IT SHOULD BE");
  process.exitCode = isGood ? 0 : 1;
} catch (error) {
  reportFailure(error);
}

async function tellSpeed(
  voices: readonly string[],
  model: string,
  { sentences, messages }: { sentences: number; messages: number },
): Promise<void> {
  const japanese = spokenSentences()
    .slice(0, sentences)
    .map((sentence) => sentence.text);
  const alone = voicesAlone(voices, japanese);
  const untranslated = await firstPcms(voices, japanese.slice(0, messages), [
    "--input",
    "auto",
    "--no-translate",
  ]);
  const translated = await firstPcms(voices, MESSAGES.slice(0, messages), ["--model", model]);
  const spread = (one: Spread | undefined) => (one === undefined ? "" : `${one.p50} / ${one.p95}`);
  printTable(
    [
      "voice",
      "real-time factor",
      "its median",
      "voice alone, first PCM, p50 / p95 in ms",
      "received → first PCM, untranslated",
      "translated",
    ],
    alone.map(({ voice, factor, medianFactor, firstPcm }, n) => [
      voice,
      factor.toFixed(3),
      medianFactor.toFixed(3),
      spread(firstPcm),
      spread(untranslated[n]?.latency),
      spread(translated[n]?.latency),
    ]),
  );
}

async function tellPlayback(
  voices: readonly string[],
  chain: string,
  model: string,
  sentences: number,
): Promise<void> {
  const rows: string[][] = [];
  for (const spec of [...voices, chain]) {
    const played = await playVoices(spec, sentences, model);
    const isWhole = played.exitCode === 0 && played.heard === sentences && played.faults === 0;
    if (!isWhole || (spec === chain && played.underruns > 0)) isGood = false;
    rows.push([
      spec,
      `${played.heard} of ${sentences}`,
      String(played.underruns),
      Object.entries(played.clauses)
        .map(([voice, clauses]) => `${voice} ${clauses}`)
        .join(", "),
      played.handovers.map(({ from, to, why, factor }) => `${from} → ${to} (${why}, ${factor})`).join(", "),
    ]);
  }
  printTable(["voices", "sentences heard", "underruns", "clauses by voice", "hand-overs"], rows);
}

async function tellMemory(voices: readonly string[], model: string, sentences: number): Promise<void> {
  const rows: string[][] = [];
  const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  for (const voice of voices) {
    const memory = await voiceMemory(voice, sentences, model);
    if (memory.exitCode !== 0 || memory.spoken !== sentences) isGood = false;
    const { start, middle, end, highest } = memory;
    const growth = `${((end / start - 1) * 100).toFixed(1)} %`;
    rows.push([voice, `${memory.spoken} of ${sentences}`, ...[start, middle, end, highest].map(mb), growth]);
  }
  printTable(["voice", "sentences spoken", "start", "middle", "end", "highest", "growth"], rows);
}

function printTable(heading: readonly string[], rows: readonly string[][]): void {
  console.log("");
  for (const row of [heading, heading.map(() => "---"), ...rows]) console.log(`| ${row.join(" | ")} |`);
}
