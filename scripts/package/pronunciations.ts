import { existsSync } from "node:fs";
import { join } from "node:path";
import { dictionary } from "cmu-pronouncing-dictionary";
import { encodePhonemes } from "../../src/speech/readings/phoneme_codes.ts";
import { hashOfInputs, readIfThere, writeWhole } from "../setup/stamp.ts";

const ROOT = join(import.meta.dir, "..", "..");
/** What the program looks English words up in. */
export const PRONUNCIATIONS = join(ROOT, "dist", "pronunciations.zst");
const STAMP_FILE = `${PRONUNCIATIONS}.stamp`;
const LEVEL = 19;

/** Shorter words are in the list of readings or are spelled letter by letter. */
const WORD = /^[a-z]{3,}$/;

/** The words of letters a-z with their first pronunciation, a line each with a tab between, and a line break before all. */
export function packedPronunciations(): string {
  const lines = Object.entries(dictionary)
    .filter(([word]) => WORD.test(word))
    .map(([word, phonemes]) => `${word}\t${encodePhonemes(phonemes.replace(/ #.*$/, ""))}\n`);
  return `\n${lines.sort().join("")}`;
}

/** Makes dist/pronunciations.zst of the CMU Pronouncing Dictionary, as far as something has changed. */
export function buildPronunciations(): void {
  const codes = join(ROOT, "src", "speech", "readings", "phoneme_codes.ts");
  const inputs = hashOfInputs([import.meta.path, codes, join(ROOT, "bun.lock")], []);
  if (existsSync(PRONUNCIATIONS) && readIfThere(STAMP_FILE) === inputs) return;
  const bytes = Bun.zstdCompressSync(Buffer.from(packedPronunciations(), "latin1"), { level: LEVEL });
  writeWhole(PRONUNCIATIONS, bytes);
  writeWhole(STAMP_FILE, inputs);
}
