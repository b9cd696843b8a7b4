/**
 * How the reading of a word changes before English endings: `commit` コミット gives `commits` コミッツ, `committed`
 * コミッテッド. In all of these, `doubled` tells whether the ending doubles the last consonant of the stem.
 */

/** The last sign of a reading that ends in a bare consonant, moved to the vowel i (for -ing), a (for -er) and e (for -est). */
const MOVED: Readonly<Record<string, readonly [i: string, a: string, e: string]>> = {
  ク: ["キ", "カ", "ケ"],
  グ: ["ギ", "ガ", "ゲ"],
  シュ: ["シ", "シャ", "シェ"],
  ジュ: ["ジ", "ジャ", "ジェ"],
  ジ: ["ジ", "ジャ", "ジェ"],
  ス: ["シ", "サ", "セ"],
  ズ: ["ジ", "ザ", "ゼ"],
  チ: ["チ", "チャ", "チェ"],
  ト: ["ティ", "タ", "テ"],
  ド: ["ディ", "ダ", "デ"],
  フ: ["フィ", "ファ", "フェ"],
  ブ: ["ビ", "バ", "ベ"],
  プ: ["ピ", "パ", "ペ"],
  ム: ["ミ", "マ", "メ"],
  ル: ["リ", "ラ", "レ"],
  ン: ["ニ", "ナ", "ネ"],
};

/** `edit` エディット gives エディター and エディティング, though `get`, with its t doubled, ゲッティング. */
function withoutGeminate(reading: string, stem: string, doubled: boolean): string {
  return doubled || !/[^t]te?$/.test(stem) ? reading : reading.replace(/ット$/, "ト");
}

/** Moves the last sign of a reading to another vowel (the index in {@link MOVED}); undefined where that has none. */
export function move(reading: string, to: 0 | 1 | 2, doubled: boolean): string | undefined {
  const last = /(?:[シジ]ュ|.)$/.exec(reading)?.[0] ?? "";
  const moved = MOVED[last]?.[to];
  if (moved === undefined) return undefined;
  // `planning` プランニング, but `scanner` スキャナー.
  return reading.slice(0, -last.length) + (last === "ン" && doubled && to === 0 ? "ン" : "") + moved;
}

/** The reading with -s or -es: `branch` ブランチ gives ブランチズ. */
export function plural(reading: string): string {
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
export function pluralOfY(reading: string): string {
  return reading.endsWith("イ") ? `${reading}ズ` : `${withoutLong(reading)}ーズ`;
}

/** The reading with -ed: `push` プッシュ gives プッシュト, `test` テスト テステッド. */
export function past(whole: string, stem: string, doubled: boolean): string {
  const reading = withoutGeminate(whole, stem, doubled);
  if (reading.endsWith("ト")) return `${reading.slice(0, -1)}テッド`;
  if (reading.endsWith("ド")) return `${softened(reading).slice(0, -1)}デッド`;
  return reading + (/(?:[クプスチフツ]|シュ)$/.test(reading) ? "ト" : "ド");
}

/** A reading without ー at its end. */
export const withoutLong = (reading: string): string => reading.replace(/ー$/, "");

/** The reading with -ing: `merge` マージ gives マージング. */
export function ing(whole: string, stem: string, doubled: boolean): string {
  const reading = withoutGeminate(whole, stem, doubled).replace(/ックス$/, "キス");
  if (/re?$/.test(stem)) return `${withoutLong(reading)}リング`;
  if (reading.endsWith("イ")) return `${reading}ング`;
  return `${move(softened(reading), 0, doubled) ?? reading}${/[アーィリビシミ]$/.test(reading) ? "イング" : "ング"}`;
}

/** The reading with -er or -or: `render` レンダー gives レンダラー, `follow` フォロー フォロワー. */
export function agent(whole: string, stem: string, doubled: boolean): string {
  const reading = withoutGeminate(whole, stem, doubled).replace(/ックス$/, "クス");
  if (/re?$/.test(stem)) return `${withoutLong(reading)}ラー`;
  if (reading.endsWith("イ")) return `${reading}ヤー`;
  if (stem.endsWith("ow")) return `${withoutLong(reading)}ワー`;
  return `${move(reading, 1, doubled) ?? `${reading}ア`}ー`;
}

/** The reading with -est: `long` ロング gives ロンゲスト. */
export function superlative(whole: string, stem: string, doubled: boolean): string {
  if (/re?$/.test(stem)) return `${withoutLong(whole)}レスト`;
  return `${move(withoutGeminate(whole, stem, doubled), 2, doubled) ?? `${whole}エ`}スト`;
}
