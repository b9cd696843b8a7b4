import { kanaOfSounds } from "./sounds.ts";

/** One mora of Hepburn romaji: a Japanese consonant with a vowel, or the syllabic n. */
const MORA = /(?:[kgnhbpmr]y|sh|ch|ts|[kgsztdnhbpmyrwfj])?[aiueo]|n(?![aiueoy])/y;
const FEWEST_MORAE = 3;

/**
 * Reads a word as romaji when it is clearly Japanese: three morae or more of consonant and vowel, ending in a, i, o or
 * u (most English words of that shape end in a silent e), such as `katakana`.
 *
 * @param word lower-case letters
 */
export function readRomaji(word: string): string | undefined {
  if (!/[aiou]$/.test(word)) return undefined;
  const morae: string[] = [];
  for (let at = 0; at < word.length; ) {
    MORA.lastIndex = at;
    const mora = MORA.exec(word)?.[0];
    if (mora === undefined) return undefined;
    morae.push(mora);
    at += mora.length;
  }
  return morae.length >= FEWEST_MORAE ? kanaOfSounds(morae.map(soundOfMora).join("")) : undefined;
}

function soundOfMora(mora: string): string {
  if (mora === "n") return "N";
  return mora
    .replace(/sh|s(?=i)/, "S")
    .replace(/ch|t(?=i)/, "C")
    .replace(/ts|t(?=u)/, "c");
}
