import { expect, test } from "bun:test";
import fc from "fast-check";
import { lettersToKana } from "../../../src/speech/readings/letters_to_kana.ts";
import { listedReadings } from "../../../src/speech/readings/words.ts";

test.each([
  ["block", "ブロック"],
  ["bug", "バグ"],
  ["cache", "キャッシュ"],
  ["change", "チェンジ"],
  ["code", "コード"],
  ["function", "ファンクション"],
  ["version", "バージョン"],
  ["night", "ナイト"],
  ["phone", "フォーン"],
  ["quick", "クイック"],
  ["script", "スクリプト"],
  ["thread", "スレッド"],
  ["image", "イメージ"],
  ["structure", "ストラクチャー"],
  ["match", "マッチ"],
  ["edge", "エッジ"],
])("%s sounds %s", (word, kana) => {
  expect(lettersToKana(word)).toBe(kana);
});

test("gives katakana for any letters", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{1,15}$/), (letters) => {
      expect(lettersToKana(letters)).toMatch(/^[ァ-ヶー]*$/);
    }),
  );
});

/** Guards the table of rules against a change that helps one word and hurts many. */
test("agrees with the list for most words that are not spelled letter by letter", () => {
  const words = [...listedReadings()].filter(
    ([word, reading]) => /^[a-z]{4,}$/.test(word) && /^[ァ-ヶー]+$/.test(reading),
  );
  const agreeing = words.filter(([word, reading]) => lettersToKana(word) === reading);
  expect(agreeing.length / words.length).toBeGreaterThan(0.6);
});
