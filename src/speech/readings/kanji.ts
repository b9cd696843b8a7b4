/** What ends a verb or begins another word than 行 as a line: 行う, 行った, 行きます, 行かない. */
const VERB = "(?![うわえおっいくけこき]|か(?!ら))";
/** Neither a part of a compound of kanji nor of a word like デフォルト値. */
const ALONE = "(?<![\\p{Script=Han}\\p{Script=Katakana}ー\\d])";

/**
 * Kanji that stand for another word in a text about software than elsewhere, and what they are read as there. The
 * dictionary takes 値 for a price (ネ), 空 for the sky (ソラ), 表 for a front (オモテ), 一行 for a party of travellers
 * (イッコー) and 親 before a foreign word for "pro-" (シン); compounds such as 戻り値 and 空白 it knows.
 */
const WORDS: readonly (readonly [pattern: string, reading: string])[] = [
  [`${ALONE}(?<!戻り|返り|しきい|外れ|言い)値(?!\\p{Script=Han})`, "アタイ"],
  [
    `${ALONE}空(?=の(?!旅|便)|で(?:す|し|な|は|あ|も|、|$)|に(?:な|す|し|さ|戻)|だ|じゃ|か(?:どうか|、|$)|を(?:返|渡|許)|が(?:返|渡)|[、。」）]|$)`,
    "カラ",
  ],
  [`${ALONE}空(?=\\p{Script=Katakana}|文字|配列)`, "カラ"],
  [`(?<!\\p{Script=Han}|裏[とやも])表(?=形式|計算|\\d)`, "ヒョー"],
  [`(?<!\\p{Script=Han}|裏[とやも])表(?![\\p{Script=Han}さしすせそれわ]|に[出立]|[とやも]裏)`, "ヒョー"],
  [`(?<![\\p{Script=Han}\\d.])一行${VERB}`, "1行"],
  [`(?<=[各数]|該当|対象)行${VERB}(?!\\p{Script=Han})`, "ギョー"],
  ["行末", "ギョーマツ"],
  [`${ALONE}親(?=\\p{Script=Katakana}|要素)(?!ロシア|アメリカ|イスラエル|イラン|イーユー)`, "オヤ"],
  ["冪等|(?<![すずる])べき等", "ベキトー"],
  ["角括弧", "カク括弧"],
];

const PATTERNS = WORDS.map(([pattern, reading]) => [new RegExp(pattern, "gu"), reading] as const);

/** Writes words in kana that Open JTalk takes for others: 空の値 is ソラノネ to it. */
export function mendKanji(reading: string): string {
  let mended = reading;
  for (const [pattern, kana] of PATTERNS) mended = mended.replace(pattern, kana);
  return mended;
}
