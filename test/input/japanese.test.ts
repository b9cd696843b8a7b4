import { expect, test } from "bun:test";
import { isJapanese } from "../../src/input/japanese.ts";

const cases: [string, boolean][] = [
  ["テストはすべて通りました。", true],
  ["npm install を実行してください。", true],
  ["npm run build --watch を npm test と git commit の前に実行", true],
  ["ReactのuseStateとuseEffectとuseMemoを使う", true],
  ["実装完了、動作確認済。", true],
  ["変更点：3件", true],
  ["The tests pass.", false],
  ["He said こんにちは to everyone in the room.", false],
  ["Set the label to はい and save it.", false],
  ["测试全部通过了。", false],
  ["所有測試都通過了。", false],
  ["3.14", false],
];

test.each(cases)("%s: %p", (text, expected) => {
  expect(isJapanese(text)).toBe(expected);
});
