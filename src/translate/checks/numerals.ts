/** Numbers as English and Japanese sentences write them, as values, so that 12, twelve, 十二 and 1万2千 can be compared. */

const TENS: Readonly<Record<string, number>> = {
  ...{ twenty: 20, thirty: 30, forty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90 },
};
/** Numbers that a sentence can hardly do without. */
const COUNTED: Readonly<Record<string, number>> = {
  ...{
    two: 2,
    three: 3,
    four: 4,
    five: 5,
    six: 6,
    seven: 7,
    eight: 8,
    nine: 9,
    ten: 10,
    eleven: 11,
    twelve: 12,
  },
  ...{ thirteen: 13, fourteen: 14, fifteen: 15, sixteen: 16, seventeen: 17, eighteen: 18, nineteen: 19 },
  ...TENS,
};
/** Words that Japanese may say with a number, or without. */
const IMPLIED: Readonly<Record<string, readonly number[]>> = {
  ...{
    first: [1],
    once: [1],
    single: [1],
    another: [1],
    only: [1],
    an: [1],
    each: [1],
    no: [0],
    nothing: [0],
  },
  ...{
    second: [2],
    seconds: [2],
    both: [2],
    either: [2],
    neither: [2],
    pair: [2],
    couple: [2, 3],
    twice: [2],
  },
  ...{ double: [2], doubles: [2], doubled: [2], duplicate: [2], half: [2, 50], halves: [2], latter: [2] },
  ...{
    few: [2, 3],
    several: [2, 3],
    third: [3],
    thirds: [3],
    triple: [3],
    fourth: [4],
    quarter: [4, 25],
  },
  ...{
    quarters: [4],
    fifth: [5],
    sixth: [6],
    seventh: [7],
    eighth: [8],
    ninth: [9],
    tenth: [10],
    dozen: [12],
  },
  ...{ dozens: [10], noon: [12], midnight: [0, 12], hundred: [100], hundreds: [100], thousand: [1000] },
  ...{ thousands: [1000], million: [1e6], millions: [1e6], billion: [1e9], full: [100], everything: [100] },
  ...{ january: [1], february: [2], march: [3], april: [4], may: [5], june: [6], july: [7], august: [8] },
  ...{ september: [9], october: [10], november: [11], december: [12], week: [1, 7], hourly: [1], daily: [1] },
};
const SCALES: Readonly<Record<string, number>> = {
  ...{ hundred: 100, k: 1e3, thousand: 1e3, m: 1e6, million: 1e6, b: 1e9, billion: 1e9, trillion: 1e12 },
};
const DIGITS = "〇一二三四五六七八九";
const UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };
const MYRIADS: Readonly<Record<string, number>> = { 万: 1e4, 億: 1e8, 兆: 1e12 };

/** A number in digits, with the word or letter that multiplies it; letters behind it make it a name (utf8, 42ms). */
const NUMERAL =
  /(?<![\w.])(\d[\d,]*(?:\.\d+)?)(?:(?:[ -](hundred|thousand|million|billion|trillion)|([kmb]))\b|(?![\w]|\.\d))/gi;
const TIME = /\b(\d{1,2})(?::\d\d)?\s*(?:am|pm|a\.m\.|p\.m\.)/gi;
const WORD = /\b[a-z]+(?:-[a-z]+)?\b/g;

/**
 * The numbers that a translation must keep: those in digits, and those in words from two on. `One` is often no number,
 * and numerals joined to letters belong to names.
 */
export function englishNumbers(text: string): number[] {
  const numerals = [...text.matchAll(NUMERAL)].map(([, numeral = "", word, letter]) => {
    const scale = SCALES[(word ?? letter ?? "").toLowerCase()] ?? 1;
    return Math.round(Number(numeral.replaceAll(",", "")) * scale * 1e6) / 1e6;
  });
  return [...numerals, ...wordsOf(text).flatMap((word) => counted(word) ?? [])];
}

/** All numbers that a translation may hold: those it must keep, and what its words may be said with. */
export function impliedNumbers(text: string): number[] {
  const afternoon = [...text.matchAll(TIME)].map(([, hour]) => Number(hour) + 12);
  const parts = wordsOf(text).flatMap((word) => [word, ...word.split("-")]);
  const implied = parts.flatMap((word) => [...(IMPLIED[word] ?? []), ...(counted(word) ?? [])]);
  return [0, 1, ...englishNumbers(text), ...afternoon, ...implied];
}

const wordsOf = (text: string) => text.toLowerCase().match(WORD) ?? [];

/** Twelve, or twenty-three. */
function counted(word: string): number[] | undefined {
  const [tens = "", ones] = word.split("-");
  const value = COUNTED[tens];
  if (value === undefined) return undefined;
  if (ones === undefined) return [value];
  const more = ones === "one" ? 1 : COUNTED[ones];
  return more !== undefined && TENS[tens] !== undefined ? [value + more] : [value];
}

/** All numbers that Japanese text may be read as; a part of a word such as 一般 counts as well. */
export function japaneseNumbers(text: string): Set<number> {
  const plain = text.normalize("NFKC").replace(/(?<=\d),(?=\d{3})/g, "");
  const found = new Set<number>();
  for (const [numeral] of plain.matchAll(/[\d.〇一二三四五六七八九十百千万億兆]+/g)) {
    found.add(numberIn(numeral));
    for (const [part] of numeral.matchAll(/\d+(?:\.\d+)?/g)) found.add(Number(part));
    // Two of them stand side by side in 二三個, and a word may begin with one.
    for (const digit of numeral) if (DIGITS.includes(digit)) found.add(DIGITS.indexOf(digit));
  }
  if (/半分|半数/.test(plain)) found.add(50);
  return found;
}

function numberIn(numeral: string): number {
  let all = 0;
  let section = 0;
  let digits: number | null = null;
  for (const [part] of numeral.matchAll(/\d+(?:\.\d+)?|[〇一二三四五六七八九十百千万億兆]/g)) {
    const unit = UNITS[part];
    const myriad = MYRIADS[part];
    if (unit !== undefined) {
      section += (digits ?? 1) * unit;
      digits = null;
    } else if (myriad !== undefined) {
      all += (section + (digits ?? 0)) * myriad;
      section = 0;
      digits = null;
    } else {
      const value = DIGITS.includes(part) ? DIGITS.indexOf(part) : Number(part);
      digits = (digits ?? 0) * 10 ** String(value).length + value;
    }
  }
  return all + section + (digits ?? 0);
}
