import { describe, expect, test } from "bun:test";
import { japaneseCharacters } from "../../../src/translate/characters.ts";
import { type Fault, faultsOf, identifiersOf } from "../../../src/translate/checks/faults.ts";
import { englishNumbers, japaneseNumbers } from "../../../src/translate/checks/numerals.ts";

const isWritten = japaneseCharacters();

test.each<[string, string, Fault[]]>([
  ["The tests pass.", "テストが通りました。", []],
  ["The memory leak is fixed.", "内存の泄漏を编写しました。", ["characters"]],
  ["I did not change it.", "変更しました。", ["negation-lost"]],
  ["I did not change it.", "変更していません。", []],
  ["I changed it.", "変更していません。", ["negation-added"]],
  ["It may be slow.", "遅いかもしれません。", []],
  ["You should see 42 files.", "42個のファイルが見えるはずです。", []],
  ["You should see 42 files.", "24個のファイルが見えるはずです。", ["number"]],
  ["I moved three tests.", "三つのテストを移しました。", []],
  ["I moved three tests.", "テストを移しました。", ["number"]],
  ["I renamed getUser in api.ts.", "api.tsのgetUserの名前を変えました。", []],
  ["I renamed getUser in api.ts.", "利用者の名前を変えました。", ["identifier"]],
  ["The cache works again.", "cacheがまた動きます。", ["english-word"]],
  ["The value is null.", "値はnullです。", []],
  ["The cache works again.", "The cache works again.", ["untranslated", "english-word"]],
  ["The cache works again.", "", ["length"]],
  ["The cache works again.", "動く動く動く、動く動く動く、動く動く動く、です。", ["repetition"]],
  ["The cache works again.", "キャッシュは再び動く。", ["style"]],
  ["It is 0 commits behind.", "遅れているコミットはありません。", []],
  ["Two results:", "2つの結果", []],
])("%j as %j", (en, ja, faults) => {
  expect(faultsOf(en, ja, isWritten)).toEqual(faults);
});

test("identifiers are what code is written with", () => {
  expect(identifiersOf("Set MAX_SIZE or maxSize in src/app.ts, e.g. for the API; it is OK.")).toEqual([
    "MAX_SIZE",
    "maxSize",
    "app.ts",
    "API",
  ]);
  expect(
    identifiersOf("It took 10.1s and ~0.05s at startup/exit, see ~/.config/app.toml and lib/types.go:134."),
  ).toEqual(["app.toml", "types.go"]);
});

describe("numbers", () => {
  test.each<[string, number[]]>([
    ["It took 1,200 ms for twelve files.", [1200, 12]],
    ["utf8 and v2 and 1.2.3 are names", []],
    ["3.5 seconds", [3.5]],
  ])("in %j", (text, numbers) => {
    expect(englishNumbers(text)).toEqual(numbers);
  });

  test.each<[string, number]>([
    ["十二個", 12],
    ["２０件", 20],
    ["1,200件", 1200],
    ["1万2千件", 12_000],
    ["三百二十一", 321],
    ["二三個", 3],
    ["3.5秒", 3.5],
  ])("in %j is %d", (text, number) => {
    expect(japaneseNumbers(text)).toContain(number);
  });
});
