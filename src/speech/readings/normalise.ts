/** Latin letters that do not fold to ASCII by dropping their accent. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  Æ: "AE",
  œ: "oe",
  Œ: "OE",
  ø: "o",
  Ø: "O",
  ł: "l",
  Ł: "L",
  đ: "d",
  Đ: "D",
  ı: "i",
  þ: "th",
  ð: "d",
};

const GREEK: Readonly<Record<string, string>> = {
  α: "アルファ",
  β: "ベータ",
  γ: "ガンマ",
  δ: "デルタ",
  ε: "イプシロン",
  ζ: "ゼータ",
  η: "イータ",
  θ: "シータ",
  ι: "イオタ",
  κ: "カッパ",
  λ: "ラムダ",
  μ: "ミュー",
  ν: "ニュー",
  ξ: "クサイ",
  π: "パイ",
  ρ: "ロー",
  σ: "シグマ",
  τ: "タウ",
  φ: "ファイ",
  χ: "カイ",
  ψ: "プサイ",
  ω: "オメガ",
};

/** Signs with one ASCII (or plainer) sign of the same sound. */
const SIGNS: Readonly<Record<string, string>> = {
  "，": ",",
  "．": ".",
  "：": ":",
  "；": ";",
  "‐": "-",
  "‑": "-",
  "–": "-",
  "−": "-",
  "⁄": "/",
  "∕": "/",
  "’": "'",
  "‘": "'",
  "“": '"',
  "”": '"',
  "²": "^2",
  "³": "^3",
  "≤": "<=",
  "≦": "<=",
  "≥": ">=",
  "≧": ">=",
  "→": "->",
  "⇒": "->",
  "➡": "->",
  "≒": "≈",
  "｡": "。",
  "､": "、",
  "･": "・",
  "｢": "「",
  "｣": "」",
};

/** Full-width ASCII except the punctuation that is at home in Japanese text. */
const FULL_WIDTH = /(?![！？（）～])[！-～]/gu;
/** Runs whose compatibility form is the plain one; a sound mark must stay with its half-width kana. */
const COMPATIBLE = /[\uFF66-\uFF9F]+|[\u2100-\u2134\u3200-\u33FF\uFB00-\uFB06ªºµ]|[\u{1D400}-\u{1D7FF}]/gu;
/** Signs that hold a whole number or fraction: ①, ½. The neighbours' digits must not run into it. */
const NUMBER_SIGN = /[\u2460-\u249B\u24EA-\u24FF\u2150-\u215E½¼¾¹]/gu;
const ROMAN_NUMERAL = /[Ⅰ-Ⅻⅰ-ⅻ]/gu;
const LETTER_SIGN = /[\u249C-\u24E9]/gu;
const DECOMPOSED_KANA = /[\u3041-\u30FE][\u3099\u309A]/gu;
const LATIN = /(?![a-zA-Z])\p{Script=Latin}/gu;
const SIGN = new RegExp(`[${Object.keys(SIGNS).join("")}]`, "gu");

/** Everything that is not said and means nothing to the readers of the signs: emoji, other scripts, boxes. */
const SILENT =
  /[^\x21-\x7E\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー、。「」『』！？（）・…‥〜～—―─【】〈〉《》〔〕×÷±°€£¥≠≈∞√§]+/gu;

const numberOfRoman = (numeral: string): string => ` ${((numeral.codePointAt(0) ?? 0) & 0xf) + 1} `;
const compatible = (characters: string): string => characters.normalize("NFKC");

/**
 * Folds a text to what the readers know: half-width Latin letters, digits and signs, full-width kana, single spaces.
 * Characters that no Japanese voice can say become a space.
 */
export function normalise(text: string): string {
  return text
    .replace(/[™℠]/g, "")
    .replace(FULL_WIDTH, compatible)
    .replace(COMPATIBLE, compatible)
    .replace(NUMBER_SIGN, (sign) => ` ${compatible(sign)} `)
    .replace(ROMAN_NUMERAL, numberOfRoman)
    .replace(LETTER_SIGN, compatible)
    .replace(DECOMPOSED_KANA, (kana) => kana.normalize("NFC"))
    .replace(LATIN, (letter) => LETTERS[letter] ?? letter.normalize("NFKD"))
    .replace(/\p{Script=Greek}/gu, (letter) => GREEK[letter.toLowerCase()] ?? " ")
    .replace(SIGN, (sign) => SIGNS[sign] ?? sign)
    .replace(/\p{M}/gu, "")
    .replace(SILENT, " ");
}
