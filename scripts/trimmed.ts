import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { hundredths, tenths } from "../src/bench/figures.ts";
import { locateModel } from "../src/models/locate.ts";
import { CUT_NAMES } from "../src/models/trim/cuts.ts";
import { trimModel } from "../src/models/trim/trim_model.ts";
import { loadParts } from "../src/parts.ts";
import { reportFailure } from "./setup/failure.ts";
import { scriptOptions } from "./testing/script_options.ts";
import { compareDecoding, inspect, splitOtherwise } from "./testing/trimmed.ts";

/**
 * Cuts the vocabulary of a model and
 * prints JSON: sizes, lines of all columns that are split into other tokens, decode speed in turns with the original, and
 * the scores of both translations of PAIRS by the executable. 0 rounds leave the speed out.
 */
const USAGE =
  "scripts/trimmed.sh PAIRS.tsv [OTHER.tsv…] [--model NAME|PATH] [--keep CUT] [--rounds N] [--threads N]";

const Options = z.object({
  files: z.array(z.string()).min(1, "no file is named"),
  model: z.string().default("qwen2.5-coder-1.5b-instruct-q4_k_m"),
  keep: z.enum(CUT_NAMES).default("ja"),
  rounds: z.coerce.number().int().min(0).default(4),
  threads: z.coerce.number().int().min(1).default(2),
});

/** What scripts/eval.ts prints. */
const Evaluation = z.object({
  bleu: z.object({ score: z.number() }),
  chrf: z.object({ score: z.number() }),
  faults: z.record(z.string(), z.object({ lines: z.array(z.string()) })),
  translations: z.array(z.object({ en: z.string(), ja: z.string() })),
});
type Evaluation = z.infer<typeof Evaluation>;

const folder = mkdtempSync(join(tmpdir(), "trimmed-"));
try {
  const { files, model, keep, rounds, threads } = options();
  const whole = locateModel(model).path;
  const cut = join(folder, `${basename(whole, ".gguf")}-${keep}.gguf`);
  const { before, after } = await trimModel(whole, cut, {
    ...{ cut: keep, force: false, signal: new AbortController().signal, onProgress: () => {} },
  });
  const lines = files.flatMap((file) =>
    readFileSync(file, "utf8")
      .split(/\r?\n|\t/)
      .filter((text) => text.trim() !== ""),
  );
  const parts = loadParts();
  const [old, now] = [whole, cut].map((path) => inspect(parts, path, lines));
  if (old === undefined || now === undefined) throw new Error("two models were looked at");
  const otherwise = splitOtherwise(lines, old.split, now.split);
  const decoding = compareDecoding(parts, [whole, cut], old.prompt, { rounds, threads });
  const [pairs = ""] = files;
  const original = await evaluate(pairs, whole, threads);
  const trimmed = await evaluate(pairs, cut, threads);
  const changed = trimmed.translations.filter(({ ja }, n) => ja !== original.translations[n]?.ja);
  const report = {
    ...{ model: basename(whole), keep },
    tokens: [before.tokens, after.tokens],
    bytes: [before.bytes, after.bytes],
    percent_smaller: tenths((1 - after.bytes / before.bytes) * 100),
    lines: { all: lines.length, ...otherwise },
    decoding: { ...decoding, threads, load: hundredths(loadavg()[0] ?? 0) },
    translations: {
      ...{ all: original.translations.length, changed: changed.length },
      bleu: [original.bleu.score, trimmed.bleu.score],
      chrf: [original.chrf.score, trimmed.chrf.score],
      faults: [faultsIn(original), faultsIn(trimmed)],
      now: changed,
    },
  };
  console.log(JSON.stringify(report, null, 2));
} catch (error) {
  reportFailure(error);
} finally {
  rmSync(folder, { recursive: true });
}

function options(): z.infer<typeof Options> {
  const of = { type: "string" } as const;
  return scriptOptions(USAGE, Options, () => {
    const { values, positionals } = parseArgs({
      ...{ allowPositionals: true, strict: true },
      options: { model: of, keep: of, rounds: of, threads: of },
    });
    return { ...values, files: positionals };
  });
}

/** Translates a file through the executable; always with so many threads, since another number rounds differently. */
async function evaluate(pairs: string, model: string, threads: number): Promise<Evaluation> {
  const script = join(import.meta.dir, "eval.ts");
  const child = Bun.spawn([process.execPath, script, pairs, model, "--threads", String(threads)], {
    ...{ stdin: "ignore", stdout: "pipe", stderr: "inherit" },
  });
  const printed = await child.stdout.text();
  if ((await child.exited) !== 0) throw new Error(`eval.ts could not translate ${pairs} with ${model}`);
  return Evaluation.parse(JSON.parse(printed));
}

function faultsIn({ faults }: Evaluation): number {
  return Object.values(faults).reduce((sum, { lines }) => sum + lines.length, 0);
}
