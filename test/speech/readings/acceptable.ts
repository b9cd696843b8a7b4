/** Ways to write one sound of a borrowed word, and the way that stands for both. */
const SAME_SOUNDS: readonly (readonly [variant: RegExp, plain: string])[] = [
  [/ヴァ/g, "バ"],
  [/ヴィ/g, "ビ"],
  [/ヴェ/g, "ベ"],
  [/ヴォ/g, "ボ"],
  [/ヴ/g, "ブ"],
  [/ティ/g, "チ"],
  [/ディ/g, "ジ"],
  [/テュ/g, "チュ"],
  [/デュ/g, "ジュ"],
  [/トゥ/g, "ツ"],
  [/ドゥ/g, "ズ"],
  [/ファ/g, "ハ"],
  [/フィ/g, "ヒ"],
  [/フェ/g, "ヘ"],
  [/フォ/g, "ホ"],
  [/ウィ/g, "ウイ"],
  [/ウェ/g, "ウエ"],
  [/ウォ/g, "ウオ"],
  // エイ and オウ are said as long vowels.
  [/(?<=[エケセテネヘメレゲゼデベペェ])イ/g, "ー"],
  [/(?<=[オコソトノホモロゴゾドボポョォ])ウ/g, "ー"],
  [/ー(?=[ンッ]|$)/g, ""],
  [/ズ$/, "ス"],
];

const fold = (kana: string): string =>
  SAME_SOUNDS.reduce((folded, [variant, plain]) => folded.replace(variant, plain), kana);

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

const morae = (kana: string): number => kana.replace(/[ァィゥェォャュョヮ]/g, "").length;
const LONG_WORD = 5;

/**
 * Whether a listener takes a guessed reading for the word: it sounds the same, or a word of five morae or more differs
 * in one kana.
 */
export function isAcceptable(guess: string, reading: string): boolean {
  const [a, b] = [fold(guess), fold(reading)];
  return a === b || (morae(reading) >= LONG_WORD && distance(a, b) <= 1);
}
