const VOWELS = "aiueo";
/** The place of the kana without a vowel of its own in a row of {@link KANA}. */
const ALONE = VOWELS.length;

/** Katakana of each consonant before a i u e o, and alone (with the vowel Japanese puts after it). */
const KANA: Readonly<
  Record<string, readonly [a: string, i: string, u: string, e: string, o: string, alone: string]>
> = {
  "": ["ア", "イ", "ウ", "エ", "オ", ""],
  b: ["バ", "ビ", "ブ", "ベ", "ボ", "ブ"],
  c: ["ツァ", "ツィ", "ツ", "ツェ", "ツォ", "ツ"],
  C: ["チャ", "チ", "チュ", "チェ", "チョ", "チ"],
  d: ["ダ", "ディ", "ドゥ", "デ", "ド", "ド"],
  f: ["ファ", "フィ", "フ", "フェ", "フォ", "フ"],
  g: ["ガ", "ギ", "グ", "ゲ", "ゴ", "グ"],
  h: ["ハ", "ヒ", "フ", "ヘ", "ホ", ""],
  j: ["ジャ", "ジ", "ジュ", "ジェ", "ジョ", "ジ"],
  k: ["カ", "キ", "ク", "ケ", "コ", "ク"],
  m: ["マ", "ミ", "ム", "メ", "モ", "ム"],
  n: ["ナ", "ニ", "ヌ", "ネ", "ノ", "ン"],
  p: ["パ", "ピ", "プ", "ペ", "ポ", "プ"],
  r: ["ラ", "リ", "ル", "レ", "ロ", "ル"],
  s: ["サ", "シ", "ス", "セ", "ソ", "ス"],
  S: ["シャ", "シ", "シュ", "シェ", "ショ", "シュ"],
  t: ["タ", "ティ", "トゥ", "テ", "ト", "ト"],
  w: ["ワ", "ウィ", "ウ", "ウェ", "ウォ", "ウ"],
  y: ["ヤ", "イ", "ユ", "イェ", "ヨ", "イ"],
  z: ["ザ", "ジ", "ズ", "ゼ", "ゾ", "ズ"],
};

/** Consonants that a glide turns into one sign and a small ya, yu or yo: k + ya is キャ. */
const GLIDED: Readonly<Record<string, string>> = {
  b: "ビ",
  d: "デ",
  f: "フ",
  g: "ギ",
  h: "ヒ",
  k: "キ",
  m: "ミ",
  n: "ニ",
  p: "ピ",
  r: "リ",
  t: "チ",
};
const SMALL_Y: Readonly<Record<string, string>> = { a: "ャ", u: "ュ", o: "ョ" };

const SOUND = /([N-])|(\*?)([bcCdfghjkmnprsStwz]?)(y?)([aiueo]?)/g;

/**
 * Katakana of a row of sounds; spelling_rules.ts describes their alphabet.
 */
export function kanaOfSounds(sounds: string): string {
  return sounds.replace(
    SOUND,
    (_, sign: string | undefined, double = "", consonant = "", glide = "", vowel = "") => {
      if (sign !== undefined) return sign === "-" ? "ー" : "ン";
      return (double && "ッ") + kanaOfMora(consonant, glide, vowel);
    },
  );
}

/** Kana without the signs for length that have nothing to lengthen. */
export function tidyKana(kana: string): string {
  return kana.replace(/^[ッーン]+(?=.)|ー(?=ー)|ッ(?=[ッーン]|$)/g, "");
}

function kanaOfMora(consonant: string, glide: string, vowel: string): string {
  const small = SMALL_Y[vowel];
  if (glide !== "" && consonant !== "" && small !== undefined) {
    const glided = GLIDED[consonant];
    if (glided !== undefined) return glided + small;
  }
  const row = KANA[consonant === "" ? glide : consonant];
  return row?.[vowel === "" ? ALONE : VOWELS.indexOf(vowel)] ?? "";
}
