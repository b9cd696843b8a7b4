import { describe, expect, test } from "bun:test";
import { Subtitles } from "../../src/display/subtitles.ts";
import type { Utterance } from "../../src/input/utterance.ts";

const work = (id: number, text: string, kind: Utterance["kind"] = "text") => ({
  utterance: { id, kind, text, received_ms: 0, session: null, agent: "main" },
  signal: new AbortController().signal,
  message: 0,
  translated: { clauses: [], isWhole: false },
});
const clause = (n: number, ja: string, isLast: boolean) => ({ n, ja, reading: ja, isLast });

describe("the subtitle grows with the clauses", () => {
  const cases: ["en" | "ja" | "both", string[], string[]][] = [
    ["en", ["The tests pass, and all is well."], ["The tests pass, and all is well."]],
    ["ja", ["テストは通り、"], ["テストは通り、問題ありません。"]],
    [
      "both",
      ["The tests pass, and all is well.", "テストは通り、"],
      ["The tests pass, and all is well.", "テストは通り、問題ありません。"],
    ],
  ];
  test.each(cases)("%s", (shown, first, both) => {
    const subtitles = new Subtitles(shown, (text) => text);
    const sentence = work(3, "The tests pass, and all is well.");
    subtitles.clauseStarts(sentence, clause(0, "テストは通り、", false));
    expect(subtitles.lines).toEqual(first);
    expect(subtitles.isComplete).toBe(false);
    subtitles.clauseStarts(sentence, clause(1, "問題ありません。", true));
    expect(subtitles.isComplete).toBe(true);
    expect(subtitles.take(2)).toEqual([]);
    expect(subtitles.take(3)).toEqual(both);
    expect(subtitles.lines).toEqual([]);
  });
});

test("a notice, and text that was Japanese already, has one line", () => {
  const subtitles = new Subtitles("both", (text) => text);
  subtitles.clauseStarts(work(0, "コード、3行", "notice"), clause(0, "コード、3行", true));
  expect(subtitles.take(0)).toEqual(["コード、3行"]);
  subtitles.clauseStarts(work(1, "終わりました。"), clause(0, "終わりました。", true));
  expect(subtitles.take(1)).toEqual(["終わりました。"]);
});

test("what an agent writes cannot steer the terminal", () => {
  const subtitles = new Subtitles("both", (text) => text);
  subtitles.clauseStarts(work(0, "a\u001b[2J\u0007b\nc"), clause(0, "あ\u009b31mい\r", true));
  expect(subtitles.take(0).join("")).not.toMatch(/\p{Cc}/u);
});
