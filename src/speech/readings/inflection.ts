import { agent, ing, move, past, plural, pluralOfY, superlative, withoutLong } from "./endings.ts";

/**
 * English endings on a word whose reading is known.
 */

/** A way to take an ending off a word: the stems it may have come from, and how their reading takes it on. */
type Ending = {
  readonly pattern: RegExp;
  readonly stems: (body: string) => readonly string[];
  readonly attach: (reading: string, stem: string, doubled: boolean) => string;
};

/** The last consonant may stand twice before an ending. */
export const DOUBLED = /([bdfgklmnprt])\1$/;

/** `merg`, `testt` and `check` may come from merge, test and check. */
function verbStems(body: string): string[] {
  const single = DOUBLED.test(body) ? [body.slice(0, -1)] : [];
  return [`${body}e`, body, ...single];
}

/** In the order they are tried. */
const ENDINGS: readonly Ending[] = [
  { pattern: /ies$/, stems: (body) => [`${body}y`], attach: pluralOfY },
  { pattern: /ied$/, stems: (body) => [`${body}y`], attach: (reading) => `${reading}ド` },
  { pattern: /ier$/, stems: (body) => [`${body}y`], attach: (reading) => `${withoutLong(reading)}アー` },
  { pattern: /iest$/, stems: (body) => [`${body}y`], attach: (reading) => `${withoutLong(reading)}エスト` },
  { pattern: /est$/, stems: verbStems, attach: superlative },
  { pattern: /(?<=[sxz]|ch|sh)es$/, stems: (body) => [body], attach: plural },
  { pattern: /(?<!s)s$/, stems: (body) => [body], attach: plural },
  { pattern: /ed$/, stems: verbStems, attach: past },
  { pattern: /ing$/, stems: verbStems, attach: ing },
  { pattern: /(?<!e)er$/, stems: verbStems, attach: agent },
  { pattern: /(?<=....)or$/, stems: (body) => [body, `${body}e`], attach: agent },
  { pattern: /bly$/, stems: (body) => [`${body}ble`], attach: (reading) => reading.replace(/ル$/, "リー") },
  { pattern: /ily$/, stems: (body) => [`${body}y`], attach: (reading) => `${withoutLong(reading)}リー` },
  {
    pattern: /(?<=ic)ally$/,
    stems: (body) => [body],
    attach: (reading) => reading.replace(/ッ?ク$/, "カリー"),
  },
  {
    pattern: /(?<=....|[aeiou][dw])ly$/,
    stems: (body) => (body.endsWith("l") ? [body, `${body}l`] : [body]),
    attach: (reading) => reading.replace(/ル?$/, "リー"),
  },
  {
    pattern: /(?<=..)ability$/,
    stems: (body) => [`${body}able`],
    attach: (reading) => reading.replace(/ブル$/, "ビリティ"),
  },
  { pattern: /(?<=al)ity$/, stems: (body) => [body], attach: (reading) => reading.replace(/ル$/, "リティ") },
  {
    pattern: /ation$/,
    stems: (body) => [`${body}ate`],
    attach: (reading) => reading.replace(/[ーイ]ト$/, "ーション"),
  },
  {
    pattern: /able$/,
    stems: verbStems,
    attach: (reading, stem, doubled) =>
      `${/re?$/.test(stem) ? `${withoutLong(reading)}ラ` : (move(reading, 1, doubled) ?? `${reading}ア`)}ブル`,
  },
  { pattern: /less$/, stems: (body) => [body], attach: (reading) => `${reading}レス` },
  { pattern: /ness$/, stems: (body) => [body], attach: (reading) => `${reading}ネス` },
  { pattern: /ful$/, stems: (body) => [body], attach: (reading) => `${withoutLong(reading)}フル` },
  { pattern: /(?<=....)ment$/, stems: (body) => [body], attach: (reading) => `${reading}メント` },
];

/** Letters of a stem; before it an ending is more likely a part of the word. */
export const SHORTEST_STEM = 3;

/**
 * Reads an inflected word through its stem.
 *
 * @param word lower-case letters
 * @param readStem the reading of a stem, or undefined for what is no known word
 */
export function readInflected(
  word: string,
  readStem: (stem: string) => string | undefined,
): string | undefined {
  for (const { pattern, stems, attach } of ENDINGS) {
    if (!pattern.test(word)) continue;
    const body = word.replace(pattern, "");
    for (const stem of stems(body)) {
      const reading = stem.length < SHORTEST_STEM || !/[aeiouy]/.test(stem) ? undefined : readStem(stem);
      if (reading !== undefined) return attach(reading, stem, stem.length < body.length);
    }
  }
  return undefined;
}
