import { readFileSync } from "node:fs";
import { join } from "node:path";

const SENTENCES = join(import.meta.dir, "..", "..", "test", "fixtures", "assistant_sentences.txt");

/** So many sentences of a coding assistant in English, each one utterance, and no two the same. */
export function manySentences(count: number): string[] {
  const sentences = readFileSync(SENTENCES, "utf8")
    .trim()
    .split("\n")
    .filter((line) => !/[.!?] /.test(line));
  return Array.from(
    { length: count },
    (_, i) => `${sentences[i % sentences.length]?.replace(/\.$/, "")}, number ${i + 1}.`,
  );
}
