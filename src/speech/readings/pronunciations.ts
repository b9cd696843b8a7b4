import { readFileSync } from "node:fs";
import packed from "../../../dist/pronunciations.zst" with { type: "file" };
import { decodePhonemes } from "./phoneme_codes.ts";

/** Made by scripts/package/pronunciations.ts, which tells its format. Bytes, since they are not copied to be searched. */
let lines: Buffer | undefined;

function loadLines(): Buffer {
  const bytes = Bun.zstdDecompressSync(readFileSync(packed));
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * The pronunciation of an English word in the CMU Pronouncing Dictionary, loaded at the first word asked for: ARPAbet,
 * vowels with their stress; undefined for a word that it does not hold.
 *
 * @param word lower-case letters
 */
export function pronunciationOf(word: string): readonly string[] | undefined {
  lines ??= loadLines();
  const key = `\n${word}\t`;
  const at = lines.indexOf(key, 0, "latin1");
  if (at < 0) return undefined;
  const start = at + key.length;
  return decodePhonemes(lines.toString("latin1", start, lines.indexOf(0x0a, start)));
}
