/** The Japanese names of the letters and digits. */
const NAMES: Readonly<Record<string, string>> = {
  a: "エー",
  b: "ビー",
  c: "シー",
  d: "ディー",
  e: "イー",
  f: "エフ",
  g: "ジー",
  h: "エイチ",
  i: "アイ",
  j: "ジェー",
  k: "ケー",
  l: "エル",
  m: "エム",
  n: "エヌ",
  o: "オー",
  p: "ピー",
  q: "キュー",
  r: "アール",
  s: "エス",
  t: "ティー",
  u: "ユー",
  v: "ブイ",
  w: "ダブリュー",
  x: "エックス",
  y: "ワイ",
  z: "ゼット",
  0: "ゼロ",
  1: "イチ",
  2: "ニー",
  3: "サン",
  4: "ヨン",
  5: "ゴー",
  6: "ロク",
  7: "ナナ",
  8: "ハチ",
  9: "キュー",
};

/** Names ASCII letters and digits one by one: `npm3` is エヌピーエムサン. Other characters are silent. */
export function spellOut(characters: string): string {
  return Array.from(characters.toLowerCase(), (character) => NAMES[character] ?? "").join("");
}
