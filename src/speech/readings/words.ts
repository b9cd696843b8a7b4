import { readGuessedInflection } from "./guessed_inflection.ts";
import { readInflected } from "./inflection.ts";
import { spellOut } from "./letters.ts";
import { lettersToKana } from "./letters_to_kana.ts";
import { phonemesToKana } from "./phonemes_to_kana.ts";
import { pronunciationOf } from "./pronunciations.ts";
import { joinReadings } from "./reader.ts";
import { readRomaji } from "./romaji.ts";
import terms from "./terms.json" with { type: "json" };
import type { UserDictionary } from "./user_dictionary.ts";

let listedTerms: ReadonlyMap<string, string> | null = null;

/**
 * Every listed word and its reading. A key in lower case stands for the word in any case; one with capitals only for
 * itself (`US` is no `us`).
 */
export function listedReadings(): ReadonlyMap<string, string> {
  if (listedTerms !== null) return listedTerms;
  const listed = new Map<string, string>();
  for (const group of Object.values<Record<string, string>>(terms))
    for (const [word, reading] of Object.entries(group)) listed.set(word, reading);
  listedTerms = listed;
  return listed;
}

/** Longest run of capitals that is spelled letter by letter; a longer one is a word in capitals. */
const LONGEST_ACRONYM = 5;

/** Up to this length an ending cannot be told from the letters of an acronym: `DBS`, `TED`. */
const LONGEST_UNINFLECTED = 3;

/** Digits of the longest run that is still a number rather than a row of digits. */
export const LONGEST_NUMBER = 12;

/** Listed words of two or three letters that really occur inside closed compounds (`hotfix`, `webpack`). */
const SHORT_PARTS = new Set(
  `add air all any api app arg bad big bit box bug bus car cmd cut day dev dir doc env err eye fix get hot
  hub id job key lay lib log low map max min msg net new non obj off old one out pop pre put raw red
  req run set sub sum sys tab tag tap tip top two up url use way web zip`.split(/\s+/),
);

/** Listed abbreviations that begin other words: `attraction` is no attribute. */
const NO_PARTS = new Set("able attr char curr elem expr init iter perf prev repl resp stmt".split(" "));

const PREFIXES: readonly (readonly [spelling: string, reading: string])[] = [
  ["anti", "アンチ"],
  ["de", "デ"],
  ["dis", "ディス"],
  ["fore", "フォア"],
  ["inter", "インター"],
  ["mis", "ミス"],
  ["non", "ノン"],
  ["pre", "プリ"],
  ["re", "リ"],
  ["semi", "セミ"],
  ["un", "アン"],
];
const SHORTEST_AFTER_PREFIX = 4;

function listed(word: string): string | undefined {
  return listedReadings().get(word);
}

/** What a list says of a word in lower case. */
type Lookup = (word: string) => string | undefined;

function listedOrInflected(word: string, lookup: Lookup): string | undefined {
  return lookup(word) ?? readInflected(word, lookup);
}

/** Two listed words written as one: of all cuts the one nearest to the middle. */
function readCompound(word: string, lookup: Lookup): string | undefined {
  for (let shorter = word.length >> 1; shorter >= 2; shorter -= 1) {
    for (const cut of [word.length - shorter, shorter]) {
      const [head, tail] = [word.slice(0, cut), word.slice(cut)];
      if (head === "id" || NO_PARTS.has(head) || NO_PARTS.has(tail)) continue;
      if ([head, tail].some((part) => part.length <= 3 && !SHORT_PARTS.has(part))) continue;
      const [first, second] = [lookup(head), lookup(tail)];
      if (first !== undefined && second !== undefined) return first + second;
    }
  }
  return undefined;
}

/** Words that are often the second half of a compound, so that the first one is worth reading by its spelling. */
const SECOND_PARTS =
  /^([a-z]*[aeiouy][a-z]*)(back|board|body|book|case|down|ever|hood|house|land|light|like|line|mark|page|sale|ship|side|stamp|stone|time|wall|ware|where|wide|word|work)$/;
const SHORTEST_FIRST_PART = 3;

function readSecondPart(word: string, lookup: Lookup): string | undefined {
  const [, head = "", tail = ""] = SECOND_PARTS.exec(word) ?? [];
  if (tail === "") return undefined;
  const first = lookup(head) ?? (head.length < SHORTEST_FIRST_PART ? undefined : readStem(head));
  return first === undefined ? undefined : first + (lookup(tail) ?? readStem(tail));
}

function readPrefixed(word: string, lookup: Lookup): string | undefined {
  for (const [prefix, reading] of PREFIXES) {
    const stem = word.slice(prefix.length);
    if (!word.startsWith(prefix) || stem.length < SHORTEST_AFTER_PREFIX) continue;
    const rest = listedOrInflected(stem, (part) =>
      part.length < SHORTEST_AFTER_PREFIX ? undefined : lookup(part),
    );
    if (rest !== undefined) return reading + rest;
  }
  return undefined;
}

function readKnown(word: string, lookup: Lookup): string | undefined {
  return (
    listedOrInflected(word, lookup) ??
    readCompound(word, lookup) ??
    readPrefixed(word, lookup) ??
    readInflected(
      word,
      (stem) => readInflected(stem, lookup) ?? readCompound(stem, lookup) ?? readPrefixed(stem, lookup),
    ) ??
    readSecondPart(word, lookup)
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

function readPart(part: string, user: UserDictionary | undefined): string {
  const own = user?.readingOf(part);
  if (own !== undefined) return own;
  if (/^\d+$/.test(part)) return part.length > LONGEST_NUMBER ? spellOut(part) : part;
  const pluralAcronym = /^([A-Z]{2,})s$/.exec(part)?.[1];
  if (pluralAcronym !== undefined) return readPart(pluralAcronym, user);

  const word = part.toLowerCase();
  const reading = listed(part) ?? listed(word);
  if (reading !== undefined) return reading;
  const known = part.length > LONGEST_UNINFLECTED ? readKnown(word, listed) : undefined;
  return known ?? (isAcronym(part) ? spellOut(part) : readUnlisted(word));
}

function readPronounced(word: string): string | undefined {
  const phonemes = pronunciationOf(word);
  return phonemes && phonemesToKana(word, phonemes);
}

function readStem(word: string): string {
  return readPronounced(word) ?? lettersToKana(word);
}

/** By its pronunciation, or else by its spelling. */
function readUnlisted(word: string): string {
  return (
    readRomaji(word) ?? readPronounced(word) ?? readGuessedInflection(word, readStem) ?? lettersToKana(word)
  );
}

/**
 * Reads a word of a row of lower-case letters by the rules alone, as if it were in no list: through its stem, as two
 * words in one, behind a prefix, by its pronunciation, or by its spelling.
 *
 * @param lookup the list that stems and parts are looked up in
 */
export function readByRules(word: string, lookup: Lookup): string {
  return readKnown(word, (part) => (part === word ? undefined : lookup(part))) ?? readUnlisted(word);
}

/** The parts of an identifier: `getHTTPResponse2` is get, HTTP, Response, 2; a plural acronym stays whole. */
const PARTS = /[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g;

/**
 * Reads one word or identifier without separators: from the list, by its parts (camelCase, letters and digits), by its
 * stem, letter by letter, by its pronunciation, or by its spelling.
 *
 * @param word ASCII letters, digits and apostrophes
 * @param user readings that go before the list, for the whole word and for its parts
 * @returns katakana, with plain numbers left as digits
 */
export function readWord(word: string, user?: UserDictionary): string {
  const whole = user?.readingOf(word) ?? listed(word) ?? listed(word.toLowerCase());
  if (whole !== undefined) return whole;
  const possessive = /^(.+)'s$/i.exec(word)?.[1];
  if (possessive !== undefined) return `${readWord(possessive, user)}ズ`;
  return joinReadings(
    word
      .replaceAll("'", "")
      .match(PARTS)
      ?.map((part) => readPart(part, user)) ?? [],
  );
}
