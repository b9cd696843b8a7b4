import { distance } from "fastest-levenshtein";

/** Of the longer word, the part that may be written otherwise. */
const SLIPS = 1 / 3;
/** Shorter words are inside of too many. */
const SHORTEST_INSIDE = 3;

/**
 * Names that somebody may have meant by a word that is none of them, the likeliest first: those that differ in few
 * letters, and those that the word is a part of. The case of letters does not count.
 *
 * @param most how many at most
 */
export function nearNames(word: string, names: Iterable<string>, most = 3): string[] {
  const written = word.toLowerCase();
  const found: { name: string; slips: number }[] = [];
  for (const name of new Set(names)) {
    const meant = name.toLowerCase();
    const slips = distance(written, meant);
    const isInside = written.length >= SHORTEST_INSIDE && meant.includes(written);
    if (isInside || slips <= Math.max(written.length, meant.length) * SLIPS) found.push({ name, slips });
  }
  return found
    .toSorted((a, b) => a.slips - b.slips)
    .slice(0, most)
    .map(({ name }) => name);
}
