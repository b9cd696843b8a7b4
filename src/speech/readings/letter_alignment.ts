/** A phoneme and the letters it is written with; "" for a phoneme without letters, and for silent letters. */
export type Sounded = { readonly phoneme: string; readonly letters: string };

/** Spellings of each phoneme of ARPAbet, without its stress, as a regular expression. */
const SPELLINGS: Readonly<Record<string, string>> = {
  AA: "a|o|ow|ea|ah|au|oh|aa",
  AE: "a|ai|au",
  AH: "a|au|e|i|o|u|y|ou|oo|io|ia|iou|ie|eo|eou|ea|ai|ei|ah|oe",
  AO: "a|o|au|aw|ou|oo|oa|augh|ough",
  AW: "ou|ow|au|ough|ao",
  AY: "i|y|ie|igh|ye|eye|uy|ai|ei|ay|ey|eigh|ui",
  B: "b|bb|be?",
  CH: "ch|tch|t|c|cz|ti|te",
  D: "d|dd|ed|ld",
  DH: "th|the",
  EH: "e|ea|a|ai|ei|ie|eo|ay|ae|u",
  ER: "er|or|ar|ir|ur|ear|our|re|yr|urr|irr|ure|err|orr|arr|eur|ier|oar|r",
  EY: "a|ai|ay|ei|ey|ea|eigh|aigh|e|et|ee|ae|au",
  F: "f|ff|ph|gh|pph",
  G: "g|gg|gh|gu|gue",
  HH: "h|wh|j",
  IH: "i|y|e|u|o|a|ui|ie|ea|ai|ei|ey|ee",
  IY: "e|ee|ea|i|y|ie|ei|ey|eo|ae|oe|ay",
  JH: "j|g|dg|ge|dge|d|gg|dj|gi",
  K: "k|c|ck|ch|q|cc|qu|que|kk|kh|cq|cqu",
  L: "l|ll|le",
  M: "m|mm|mb|mn|lm",
  N: "n|nn|kn|gn|pn|mn|ne",
  NG: "n|ng|ngue",
  OW: "o|oa|ow|oe|ou|ough|oh|ew|eau|au|oo",
  OY: "oi|oy|uoy",
  P: "p|pp|pe",
  R: "r|rr|wr|rh|re",
  S: "s|ss|c|sc|ps|st|ce|se|sse|z|sw",
  SH: "sh|s|ss|t|c|ch|sch|sc|ssi|x",
  T: "t|tt|ed|bt|pt|th|ght|te|ct",
  TH: "th|the",
  UH: "u|oo|ou|o|eu",
  UW: "u|oo|ue|ew|ou|o|ui|oe|ough|eu|ieu|iew|wo",
  V: "v|f|ve|vv",
  W: "w|u|wh|o",
  Y: "y|i|j|e",
  Z: "z|s|zz|ss|x|se|ze",
  ZH: "s|g|z|ge|si|ti",
};

/** Two phonemes that one letter, or one group of letters, is spelled with. */
const PAIRS: Readonly<Record<string, string>> = {
  "K S": "x|xc|xe",
  "G Z": "x|xh",
  "K SH": "x|xi",
  "Y UW": "u|ue|eau|ew|eu|iew|ui",
  "Y UH": "u|eu",
  "Y AH": "u",
  "AH W": "u",
  "UW W": "u|ew",
  "W AH": "o",
  "W AA": "oi",
  "T S": "z|zz",
  "AH L": "le",
  "AH M": "m",
  "K W": "qu",
};

const LONGEST_SPELLING = 4;
const SILENT = 2;
const UNSPELLED = 5;
const MISSPELLED = 6;

const compiled = (spellings: Readonly<Record<string, string>>): ReadonlyMap<string, RegExp> =>
  new Map(Object.entries(spellings).map(([phonemes, pattern]) => [phonemes, new RegExp(`^(?:${pattern})$`)]));
const SPELLING_OF = compiled(SPELLINGS);
const SPELLING_OF_PAIR = compiled(PAIRS);

const plain = (phonemes: string): string => phonemes.replace(/\d/g, "");

type Path = { readonly cost: number; readonly last?: Sounded; readonly before?: Path };

/**
 * Aligns the letters of a word with its phonemes: the cheapest way to spell the phonemes in their order (dynamic
 * programming, as Levenshtein's distance is found).
 *
 * @param word lower-case letters
 * @param phonemes ARPAbet, vowels with their stress
 */
export function alignLetters(word: string, phonemes: readonly string[]): readonly Sounded[] {
  const best: (Path | undefined)[][] = Array.from({ length: word.length + 1 }, () => []);
  const offer = (at: number, phoneme: number, path: Path): void => {
    const row = best[at];
    if (row !== undefined && (row[phoneme]?.cost ?? Number.POSITIVE_INFINITY) > path.cost)
      row[phoneme] = path;
  };
  offer(0, 0, { cost: 0 });
  for (let at = 0; at <= word.length; at += 1) {
    for (let next = 0; next <= phonemes.length; next += 1) {
      const before = best[at]?.[next];
      if (before === undefined) continue;
      const go = (length: number, count: number, cost: number, phoneme: string): void =>
        offer(at + length, next + count, {
          cost: before.cost + cost,
          last: { phoneme, letters: word.slice(at, at + length) },
          before,
        });
      const [phoneme, second] = [phonemes[next], phonemes[next + 1]];
      if (at < word.length) go(1, 0, SILENT, "");
      if (phoneme === undefined) continue;
      go(0, 1, UNSPELLED, phoneme);
      for (let length = 1; length <= LONGEST_SPELLING && at + length <= word.length; length += 1) {
        const letters = word.slice(at, at + length);
        if (SPELLING_OF.get(plain(phoneme))?.test(letters)) go(length, 1, 0, phoneme);
        else if (length === 1) go(1, 1, MISSPELLED, phoneme);
        const pair = second === undefined ? undefined : `${phoneme} ${second}`;
        if (pair !== undefined && SPELLING_OF_PAIR.get(plain(pair))?.test(letters)) go(length, 2, 1, pair);
      }
    }
  }
  const aligned: Sounded[] = [];
  for (let path = best[word.length]?.[phonemes.length]; path?.last !== undefined; path = path.before)
    aligned.unshift(path.last);
  return aligned;
}
