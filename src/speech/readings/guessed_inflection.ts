import { ing, past, plural, pluralOfY, withoutLong } from "./endings.ts";
import { DOUBLED, SHORTEST_STEM } from "./inflection.ts";

/**
 * English endings on a word that is in no list, so that its stem can only be guessed.
 */

/** Bodies of -ed and -ing that have lost a silent e: `clos`, `handl`, `chang`, `configur`. */
const LOST_E =
  /(?:[cvuz]|[^aeiou][au]t|^[^aeiouy]*[aeiouy][bdgkmnpt]|[aeiou]g|[drn]g|[^aeiou][iu]r|[^s]s|[^aeioul]l)$/;

const SHORTEST_ADJECTIVE = 4;

/** The likeliest stem of a word without its -s, -ed or -ing, or undefined where those letters are no ending. */
function guessStem(body: string, ending: string): string | undefined {
  if (ending === "s" ? body.endsWith("ie") : /ie?$/.test(body)) return body.replace(/ie?$/, "y");
  if (ending === "s") return /[suaoi]$/.test(body) ? undefined : body.replace(/(?<=[sxz]|ch|sh)e$/, "");
  if (body.endsWith("e")) return undefined;
  return DOUBLED.test(body) ? body.slice(0, -1) : body + (LOST_E.test(body) ? "e" : "");
}

/** The adjective of an adverb or noun in -ly, -ness; `family` and `assembly` are none. */
function adjectiveOf(word: string): string | undefined {
  const [, body = ""] =
    /^(.*[aeiouy].*ic)ally$/.exec(word) ??
    /^(.*[aeiouy].*(?:[^aiouybpl]|[aeiou]{2}p|rp|al|ful))ly$/.exec(word) ??
    /^(.*[aeiouy].*[^aiouy])ness$/.exec(word) ??
    [];
  if (body.length >= SHORTEST_ADJECTIVE) return body;
  const stem = /^(.*[aeiouy].*[^aeiouy])i(?:ly|ness)$/.exec(word)?.[1] ?? "";
  return stem.length >= SHORTEST_ADJECTIVE ? `${stem}y` : undefined;
}

const GUESSED = { s: plural, ed: past, ing } as const;

/**
 * Reads a word that is in no list as if it ended in -s, -ed, -ing, -ly or -ness, through its guessed stem.
 *
 * @param word lower-case letters
 */
export function readGuessedInflection(word: string, readStem: (stem: string) => string): string | undefined {
  const adjective = adjectiveOf(word);
  if (adjective !== undefined) {
    const reading = readStem(adjective);
    if (word.endsWith("ness")) return `${withoutLong(reading)}ネス`;
    return reading.replace(/ッ?ク$/, word.endsWith("ically") ? "カ" : "$&").replace(/[ルー]?$/, "リー");
  }
  for (const ending of ["s", "ed", "ing"] as const) {
    const body = word.slice(0, -ending.length);
    if (!word.endsWith(ending) || body.length < SHORTEST_STEM || !/[aeiouy]/.test(body)) continue;
    const stem = guessStem(body, ending);
    if (stem === undefined) continue;
    if (ending === "s" && body.endsWith("ie")) return pluralOfY(readStem(stem));
    return GUESSED[ending](readStem(stem), stem, stem.length < body.length);
  }
  return undefined;
}
