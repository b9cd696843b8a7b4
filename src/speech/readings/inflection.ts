/**
 * English endings on a word whose reading is known: `commit` コミット gives `commits` コミッツ, `committed` コミッテッド.
 */

/** A way to take an ending off a word: the stems it may have come from, and how their reading takes it on. */
type Ending = {
  readonly pattern: RegExp;
  readonly stems: (body: string) => readonly string[];
  readonly attach: (reading: string, stem: string, doubled: boolean) => string;
};

/** The last sign of a reading that ends in a bare consonant, moved to the vowel i (for -ing) and to a (for -er). */
const MOVED: Readonly<Record<string, readonly [i: string, a: string]>> = {
  ク: ["キ", "カ"],
  グ: ["ギ", "ガ"],
  シュ: ["シ", "シャ"],
  ジュ: ["ジ", "ジャ"],
  ジ: ["ジ", "ジャ"],
  ス: ["シ", "サ"],
  ズ: ["ジ", "ザ"],
  チ: ["チ", "チャ"],
  ト: ["ティ", "タ"],
  ド: ["ディ", "ダ"],
  フ: ["フィ", "ファ"],
  ブ: ["ビ", "バ"],
  プ: ["ピ", "パ"],
  ム: ["ミ", "マ"],
  ル: ["リ", "ラ"],
  ン: ["ニ", "ナ"],
};

function move(reading: string, to: 0 | 1, doubled: boolean): string | undefined {
  const last = /(?:[シジ]ュ|.)$/.exec(reading)?.[0] ?? "";
  const moved = MOVED[last]?.[to];
  if (moved === undefined) return undefined;
  return reading.slice(0, -last.length) + (last === "ン" && doubled ? "ン" : "") + moved;
}

function plural(reading: string): string {
  const last = /(?:シュ|.)$/.exec(reading)?.[0] ?? "";
  const body = reading.slice(0, -last.length);
  if (last === "ト") return `${body}ツ`;
  if (last === "ド") return `${body}ズ`;
  if (last === "ス" || last === "シュ") return `${body}シズ`;
  if (last === "ズ" || last === "ジ") return `${body}ジズ`;
  if (last === "チ") return `${body}チズ`;
  return reading + (/[クプフ]/.test(last) ? "ス" : "ズ");
}

/** `add` アッド gives アデッド and アディング, though `get` ゲット gives ゲッティング. */
const softened = (reading: string): string => reading.replace(/ッド$/, "ド");

/** `query` gives クエリーズ, `reply` リプライズ. */
function pluralOfY(reading: string): string {
  return reading.endsWith("イ") ? `${reading}ズ` : `${withoutLong(reading)}ーズ`;
}

function past(reading: string): string {
  if (reading.endsWith("ト")) return `${reading.slice(0, -1)}テッド`;
  if (reading.endsWith("ド")) return `${softened(reading).slice(0, -1)}デッド`;
  return reading + (/(?:[クプスチフツ]|シュ)$/.test(reading) ? "ト" : "ド");
}

const DOUBLED = /([bdfgklmnprt])\1$/;
const withoutLong = (reading: string): string => reading.replace(/ー$/, "");

/** `merg`, `testt` and `check` may come from merge, test and check. */
function verbStems(body: string): string[] {
  const single = DOUBLED.test(body) ? [body.slice(0, -1)] : [];
  return [`${body}e`, body, ...single];
}

function ing(reading: string, stem: string, doubled: boolean): string {
  if (/re?$/.test(stem)) return `${withoutLong(reading)}リング`;
  if (reading.endsWith("イ")) return `${reading}ング`;
  return `${move(softened(reading), 0, doubled) ?? reading}${/[アーィリビシミ]$/.test(reading) ? "イング" : "ング"}`;
}

function agent(reading: string, stem: string, doubled: boolean): string {
  if (/re?$/.test(stem)) return `${withoutLong(reading)}ラー`;
  if (reading.endsWith("イ")) return `${reading}ヤー`;
  return `${move(reading, 1, doubled) ?? `${reading}ア`}ー`;
}

/** In the order they are tried. */
const ENDINGS: readonly Ending[] = [
  { pattern: /ies$/, stems: (body) => [`${body}y`], attach: pluralOfY },
  { pattern: /ied$/, stems: (body) => [`${body}y`], attach: (reading) => `${reading}ド` },
  { pattern: /(?<=[sxz]|ch|sh)es$/, stems: (body) => [body], attach: plural },
  { pattern: /(?<!s)s$/, stems: (body) => [body], attach: plural },
  { pattern: /ed$/, stems: verbStems, attach: past },
  { pattern: /ing$/, stems: verbStems, attach: ing },
  { pattern: /er$/, stems: verbStems, attach: agent },
  { pattern: /or$/, stems: (body) => [body, `${body}e`], attach: agent },
  { pattern: /ably$/, stems: (body) => [`${body}able`], attach: (reading) => reading.replace(/ル$/, "リー") },
  { pattern: /ly$/, stems: (body) => [body], attach: (reading) => reading.replace(/ル?$/, "リー") },
  {
    pattern: /able$/,
    stems: verbStems,
    attach: (reading, stem, doubled) =>
      `${/re?$/.test(stem) ? `${withoutLong(reading)}ラ` : (move(reading, 1, doubled) ?? `${reading}ア`)}ブル`,
  },
  { pattern: /less$/, stems: (body) => [body], attach: (reading) => `${reading}レス` },
  { pattern: /ness$/, stems: (body) => [body], attach: (reading) => `${reading}ネス` },
  { pattern: /ful$/, stems: (body) => [body], attach: (reading) => `${reading}フル` },
  { pattern: /ment$/, stems: (body) => [body], attach: (reading) => `${reading}メント` },
];

const SHORTEST_STEM = 3;

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
      const reading = stem.length < SHORTEST_STEM ? undefined : readStem(stem);
      if (reading !== undefined) return attach(reading, stem, stem.length < body.length);
    }
  }
  return undefined;
}

/** Bodies of -ed and -ing that have lost a silent e: `clos`, `handl`, `chang`, `configur`. */
const LOST_E = /(?:[cvuz]|[^aeiou]at|[drn]g|[^aeiou][iu]r|[^s]s|[^aeioul]l)$/;

/** The likeliest stem of a word without its -s, -ed or -ing, or undefined where those letters are no ending. */
function guessStem(body: string, ending: string): string | undefined {
  if (/ie?$/.test(body)) return body.replace(/ie?$/, "y");
  if (ending === "s") return /[suao]$/.test(body) ? undefined : body.replace(/(?<=[sxz]|ch|sh)e$/, "");
  if (body.endsWith("e")) return undefined;
  return DOUBLED.test(body) ? body.slice(0, -1) : body + (LOST_E.test(body) ? "e" : "");
}

const GUESSED = { s: plural, ed: past, ing } as const;

/**
 * Reads a word that is in no list as if it ended in -s, -ed or -ing, through its guessed stem.
 *
 * @param word lower-case letters
 */
export function readGuessedInflection(word: string, readStem: (stem: string) => string): string | undefined {
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
