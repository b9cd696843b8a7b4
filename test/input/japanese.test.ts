import { expect, test } from "bun:test";
import { isJapanese } from "../../src/input/japanese.ts";

const cases: [string, boolean][] = [
  ["テストはすべて通りました。", true],
  ["npm install を実行してください。", true],
  ["The tests pass.", false],
  ["He said こんにちは to everyone in the room.", false],
  ["测试全部通过了。", false],
  ["3.14", false],
];

test.each(cases)("%s: %p", (text, expected) => {
  expect(isJapanese(text)).toBe(expected);
});
