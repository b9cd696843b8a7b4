import { expect, test } from "bun:test";
import { withRightCounters } from "../../../src/translate/checks/counters.ts";
import { Judge } from "../../../src/translate/checks/judge.ts";
import { withNamesAsWritten } from "../../../src/translate/checks/names.ts";

test.each<[string, string, string]>([
  ["I changed 42 files in api.ts.", "ファイルを変更しました。", "42、api.ts"],
  ["I did not change it.", "変更しました。", "〜ません"],
  ["The cache works.", "キャッシュは動く。", "です・ます"],
  ["The cache works.", "キャッシュは動きます。", ""],
])("what is missing of %j in %j is told as %j", (en, ja, note) => {
  expect(new Judge(en, []).noteFor(ja)).toBe(note);
});

test.each<[string, string, boolean]>([
  ["It takes 42 ms.", "時間がかかります。", true],
  ["It takes 42 ms.", "42ミリ秒かかります。", false],
  ["Both of the two workers stop.", "ワーカーはどちらも止まります。", false],
  ["I renamed getUser.", "利用者の名前を変えました。", true],
  ["I did not change it.", "変更しました。", false],
])("of %j, %j is doubtful: %p", (en, ja, isDoubtful) => {
  expect(new Judge(en, []).isDoubtful(ja)).toBe(isDoubtful);
});

test("a beginning has only faults that stay whatever follows", () => {
  const judge = new Judge("I did not change 42 files.", ["ふぁいる"]);
  expect(judge.faultsOfBeginning("変更した")).toEqual([]);
  expect(judge.faultsOfBeginning("the files that were left")).toEqual(["untranslated"]);
  expect(judge.faultsOfBeginning("动かし")).toEqual(["characters"]);
});

test("a lost number weighs more than plain style", () => {
  const judge = new Judge("I changed 42 files.", []);
  expect(judge.weight("ファイルを変更しました。")).toBeGreaterThan(
    judge.weight("42個のファイルを変更した。"),
  );
});

test.each([
  ["I fixed scheduler.ts.", "スケジューラー.tsを修正しました。", "scheduler.tsを修正しました。"],
  ["I fixed scheduler.ts.", "その.tsを修正しました。", "その.tsを修正しました。"],
  [
    "It has no message_sent event.",
    "メッセージ_sentイベントがありません。",
    "message_sentイベントがありません。",
  ],
  ["I fixed a.ts and b.tsx.", "a.tsとビー.tsxを修正しました。", "a.tsとb.tsxを修正しました。"],
])("of %j, names in %j stand as %j", (en, ja, right) => {
  expect(withNamesAsWritten(en, ja)).toBe(right);
});

test.each([
  ["42つのファイル", "42個のファイル"],
  ["0つ", "0個"],
  ["両つのワーカー", "2つのワーカー"],
  ["3つと9つ", "3つと9つ"],
  ["1.5つ", "1.5つ"],
])("%s is said as %s", (ja, right) => {
  expect(withRightCounters(ja)).toBe(right);
});
