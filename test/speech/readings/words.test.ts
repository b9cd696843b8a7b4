import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { listedReadings, readWord } from "../../../src/speech/readings/words.ts";

describe("readWord", () => {
  test.each([
    // The list, in any case.
    ["TypeScript", "タイプスクリプト"],
    ["kubernetes", "クバネティス"],
    ["NGINX", "エンジンエックス"],
    // Names of several parts.
    ["parseLine", "パースライン"],
    ["XMLHttpRequest", "エックスエムエルエイチティーティーピーリクエスト"],
    ["useState", "ユーズステート"],
    ["int32", "イント32"],
    ["p95", "ピー95"],
    ["ES2022", "イーエス2022"],
    // Letter by letter.
    ["TLS", "ティーエルエス"],
    ["xfs", "エックスエフエス"],
    ["APIs", "エーピーアイ"],
    // Endings.
    ["commits", "コミッツ"],
    ["committed", "コミッテッド"],
    ["branches", "ブランチズ"],
    ["queries", "クエリーズ"],
    ["tested", "テステッド"],
    ["testing", "テスティング"],
    ["pushed", "プッシュト"],
    ["merging", "マージング"],
    ["rendering", "レンダリング"],
    ["adding", "アディング"],
    ["opened", "オープンド"],
    ["checker", "チェッカー"],
    ["callable", "コーラブル"],
    ["user's", "ユーザーズ"],
    // Compounds and prefixes of listed words.
    ["callsite", "コールサイト"],
    ["testcase", "テストケース"],
    ["rehash", "リハッシュ"],
    ["unexpected", "アンエクスペクテッド"],
    // Japanese in Latin letters.
    ["sakura", "サクラ"],
    ["katakana", "カタカナ"],
    // By pronunciation, or by spelling alone.
    ["scaffolding", "スカフォルディング"],
    ["mixture", "ミクスチャー"],
    ["subtle", "サトル"],
    ["suspicious", "サスピシャス"],
    ["justify", "ジャスティファイ"],
    ["believe", "ビリーブ"],
  ])("%s is %s", (word, reading) => {
    expect(readWord(word)).toBe(reading);
  });

  test("gives katakana and digits for any identifier", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9']{1,20}$/), (word) => {
        expect(readWord(word)).toMatch(/^[ァ-ヶー一-龠ぁ-ん0-9\uE000.]*$/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("the list", () => {
  test("has readings of kana, kanji and digits only", () => {
    expect(
      [...listedReadings()].filter(([, reading]) => !/^[ァ-ヶーぁ-ん一-龠0-9.]+$/.test(reading)),
    ).toEqual([]);
  });

  test("reaches every one of its words", () => {
    const words = [...listedReadings().keys()].filter((term) => /^[A-Za-z0-9]+$/.test(term));
    expect(words.filter((word) => readWord(word) !== listedReadings().get(word))).toEqual([]);
  });

  test("is sorted within its groups and names no word twice", async () => {
    const groups: Record<string, Record<string, string>> = await Bun.file(
      new URL("../../../src/speech/readings/terms.json", import.meta.url),
    ).json();
    const lists = Object.values(groups).map(Object.keys);
    for (const list of lists) expect(list).toEqual(list.toSorted());
    expect(lists.flat().length).toBe(listedReadings().size);
  });
});
