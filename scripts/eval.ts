import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { japaneseCharacters } from "../src/translate/characters.ts";
import { FAULTS, type Fault, faultsOf } from "../src/translate/checks/faults.ts";
import { translateLines } from "./evaluation/translate.ts";
import { EXECUTABLE } from "./executable.ts";
import { evaluationTools } from "./setup/evaluation_tools.ts";
import { reportFailure, setupFailure } from "./setup/failure.ts";

/**
 * `bun scripts/eval.ts FILE.tsv [MODEL [FLAG…]]`: translates the first column through the executable, with those flags of
 * `translate`, and prints JSON: BLEU and chrF against the second column, if there is one, and the faults that can be told without it, each with its lines.
 */
const [file, model = "qwen2.5-coder-1.5b-instruct-q4_k_m", ...flags] = process.argv.slice(2);

try {
  if (file === undefined || !existsSync(file))
    throw setupFailure(
      "there is nothing to evaluate",
      file === undefined ? "no file is named" : `${file} does not exist`,
      "run: scripts/eval.sh FILE.tsv [MODEL [FLAG…]]",
    );
  const pairs = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => line.split("\t"));
  const english = pairs.map(([en = ""]) => en);
  const hypotheses = await translateLines(EXECUTABLE, model, english, flags);
  const references = pairs.flatMap(([, ja]) => ja ?? []);
  const hasReferences = references.length === pairs.length;
  const scores = hasReferences ? await scoresOf(hypotheses, references) : {};
  const faults = countFaults(english, hypotheses);
  const translations = english.map((en, n) => ({ en, ja: hypotheses[n] }));
  console.log(
    JSON.stringify({ file, model, flags, lines: pairs.length, ...scores, faults, translations }, null, 2),
  );
} catch (error) {
  reportFailure(error);
}

async function scoresOf(hypotheses: string[], references: string[]): Promise<object> {
  const { python, packages } = await evaluationTools();
  const child = Bun.spawn([python, join(import.meta.dir, "score.py")], {
    ...{ stdin: new Blob([JSON.stringify({ hypotheses, references })]), stdout: "pipe", stderr: "inherit" },
    env: { ...process.env, PYTHONPATH: packages },
  });
  const scores = await child.stdout.text();
  if ((await child.exited) !== 0)
    throw setupFailure("the translations are not scored", "score.py failed", "see its lines above");
  return JSON.parse(scores);
}

function countFaults(english: readonly string[], japanese: readonly string[]) {
  const isWritten = japaneseCharacters();
  const found: Partial<Record<Fault, { meaning: string; lines: string[] }>> = {};
  for (const [n, en] of english.entries()) {
    const ja = japanese[n] ?? "";
    for (const fault of faultsOf(en, ja, isWritten)) {
      found[fault] ??= { meaning: FAULTS[fault], lines: [] };
      found[fault].lines.push(`${en} → ${ja}`);
    }
  }
  return found;
}
