import { expect, test } from "bun:test";
import { isJapanese } from "../../src/input/japanese.ts";
import { FREQUENT_SENTENCES, frequentTranslation } from "../../src/translate/frequent_sentences.ts";

test.each<[string, string | null]>([
  ["Done.", "完了しました。"],
  ["OK", "はい、わかりました。"],
  ["Fixed!", "修正しました。"],
  ["You’re right!", "おっしゃるとおりです。"],
  ["Summary:", "まとめです。"],
  ["Shall I continue?", "続けますか。"],
  // With another mark, or more words, it is another sentence.
  ["Done?", null],
  ["Done, but one test fails.", null],
  ["Not done.", null],
  ["", null],
  ["constructor", null],
])("the Japanese of %j", (en, ja) => {
  expect(frequentTranslation(en)).toBe(ja);
});

test("every entry is found as it is written and is one Japanese sentence", () => {
  for (const en of FREQUENT_SENTENCES) {
    const ja = frequentTranslation(en);
    expect([en, ja]).toEqual([en, expect.stringMatching(/^[^。]+。$/)]);
    expect(isJapanese(ja ?? "")).toBe(true);
  }
});

test("an entry stands once, and a question is answered with a question", () => {
  expect(new Set(FREQUENT_SENTENCES).size).toBe(FREQUENT_SENTENCES.length);
  for (const en of FREQUENT_SENTENCES)
    expect([en, frequentTranslation(en)?.endsWith("か。")]).toEqual([en, en.endsWith("?")]);
});
