/** Numbers as English and Japanese sentences write them, as values, so that 12, twelve, 十二 and 1万2千 can be compared. */

const WORDS: Readonly<Record<string, number>> = {
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
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  ninety: 90,
  hundred: 100,
  thousand: 1000,
};
const DIGITS = "〇一二三四五六七八九";
const UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };
const MYRIADS: Readonly<Record<string, number>> = { 万: 1e4, 億: 1e8, 兆: 1e12 };

/** Numbers in English. Numerals joined to letters belong to names (utf8, v2), and `one` is often no number. */
export function englishNumbers(text: string): number[] {
  const numerals = text.matchAll(/(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w]|\.\d)/g);
  const words = text.toLowerCase().matchAll(/\b[a-z]+\b/g);
  return [
    ...[...numerals].map(([numeral]) => Number(numeral.replaceAll(",", ""))),
    ...[...words].flatMap(([word]) => WORDS[word] ?? []),
  ];
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
