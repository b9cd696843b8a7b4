import { readGuessedInflection, readInflected } from "./inflection.ts";
import { spellOut } from "./letters.ts";
import { lettersToKana } from "./letters_to_kana.ts";
import { joinReadings } from "./reader.ts";
import { readRomaji } from "./romaji.ts";
import terms from "./terms.json" with { type: "json" };

/**
 * Every listed word and its reading. A key in lower case stands for the word in any case; one with capitals only for
 * itself (`US` is no `us`).
 */
export const TERMS: ReadonlyMap<string, string> = new Map(
  Object.values(terms).flatMap(Object.entries<string>),
);

/** Longest run of capitals that is spelled letter by letter; a longer one is a word in capitals. */
const LONGEST_ACRONYM = 5;

/** Up to this length an ending cannot be told from the letters of an acronym: `DBS`, `TED`. */
const LONGEST_UNINFLECTED = 3;

/** Digits of the longest run that is still a number rather than a row of digits. */
export const LONGEST_NUMBER = 12;

/** Listed words of two or three letters that really occur inside closed compounds (`hotfix`, `webpack`). */
const SHORT_PARTS = new Set(
  `add air all any api app arg bad big bit box bug bus car cmd cut day dev dir doc env err eye fix get hot
  hub id int job key lay lib log low map max min msg net new non obj off old one out pop pre put raw red
  ref req run set sub sum sys tab tag tap tip top two up url use way web zip`.split(/\s+/),
);

const PREFIXES: readonly (readonly [spelling: string, reading: string])[] = [
  ["anti", "アンチ"],
  ["de", "デ"],
  ["dis", "ディス"],
  ["fore", "フォア"],
  ["inter", "インター"],
  ["mis", "ミス"],
  ["re", "リ"],
  ["semi", "セミ"],
  ["un", "アン"],
];
const SHORTEST_AFTER_PREFIX = 4;

function listed(word: string): string | undefined {
  return TERMS.get(word);
}

function listedOrInflected(word: string): string | undefined {
  return listed(word) ?? readInflected(word, listed);
}

/** Two listed words written as one: of all cuts the one nearest to the middle. */
function readCompound(word: string): string | undefined {
  for (let shorter = word.length >> 1; shorter >= 2; shorter -= 1) {
    for (const cut of [word.length - shorter, shorter]) {
      const [head, tail] = [word.slice(0, cut), word.slice(cut)];
      if (head === "id" || [head, tail].some((part) => part.length <= 3 && !SHORT_PARTS.has(part))) continue;
      const [first, second] = [listed(head), listed(tail)];
      if (first !== undefined && second !== undefined) return first + second;
    }
  }
  return undefined;
}

function readPrefixed(word: string): string | undefined {
  for (const [prefix, reading] of PREFIXES) {
    const stem = word.slice(prefix.length);
    if (!word.startsWith(prefix) || stem.length < SHORTEST_AFTER_PREFIX) continue;
    const rest = listedOrInflected(stem);
    if (rest !== undefined) return reading + rest;
  }
  return undefined;
}

function readKnown(word: string): string | undefined {
  return (
    listedOrInflected(word) ??
    readCompound(word) ??
    readPrefixed(word) ??
    readInflected(word, (stem) => readCompound(stem) ?? readPrefixed(stem))
  );
}

/** Whether a part can only be named letter by letter: `TLS`, `fd`, `xml`. */
function isAcronym(part: string): boolean {
  return (
    (part.length <= LONGEST_ACRONYM && /^[A-Z]+$/.test(part)) ||
    !/[aeiouy]/i.test(part) ||
    (part.length <= 3 && !/[aeiou]/i.test(part)) ||
    part.length <= 2
  );
}

function readPart(part: string): string {
  if (/^\d+$/.test(part)) return part.length > LONGEST_NUMBER ? spellOut(part) : part;
  const pluralAcronym = /^([A-Z]{2,})s$/.exec(part)?.[1];
  if (pluralAcronym !== undefined) return readPart(pluralAcronym);

  const word = part.toLowerCase();
  const reading =
    listed(part) ?? listed(word) ?? (part.length > LONGEST_UNINFLECTED ? readKnown(word) : undefined);
  if (reading !== undefined) return reading;
  if (isAcronym(part)) return spellOut(part);
  return readRomaji(word) ?? readGuessedInflection(word, lettersToKana) ?? lettersToKana(word);
}

/** The parts of an identifier: `getHTTPResponse2` is get, HTTP, Response, 2; a plural acronym stays whole. */
const PARTS = /[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g;

/**
 * Reads one word or identifier without separators: from the list, by its parts (camelCase, letters and digits), by its
 * stem, letter by letter, or by its spelling.
 *
 * @param word ASCII letters, digits and apostrophes
 * @returns katakana, with plain numbers left as digits
 */
export function readWord(word: string): string {
  const whole = listed(word) ?? listed(word.toLowerCase());
  if (whole !== undefined) return whole;
  const possessive = /^(.+)'s$/i.exec(word)?.[1];
  if (possessive !== undefined) return `${readWord(possessive)}ズ`;
  return joinReadings(word.replaceAll("'", "").match(PARTS)?.map(readPart) ?? []);
}
