import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ClauseCutter } from "../../src/translate/clause_cutter.ts";

/** Cuts text that arrives in the given pieces; token i of the stream arrives at i ms. */
function cut(pieces: string[]) {
  const cutter = new ClauseCutter();
  const clauses = pieces.flatMap((text, i) => cutter.push({ text, tokens: i + 1, at_ms: i }));
  return [...clauses, ...cutter.end()];
}

describe("clauses", () => {
  const cases: [string, string[]][] = [
    ["設定を更新し、サービスを再起動しました。", ["設定を更新し、", "サービスを再起動しました。"]],
    ["完了しました。ほかは変えていません。", ["完了しました。", "ほかは変えていません。"]],
    ["はい、分かりました。", ["はい、分かりました。"]],
    ["「はい、どうぞ」と言い、終わりました。", ["「はい、どうぞ」と言い、", "終わりました。"]],
    ["できました！？次へ進みます", ["できました！？", "次へ進みます"]],
    ["彼は「終わりました。」と言いました。", ["彼は「終わりました。」と言いました。"]],
    ["ポートは8080、8081の2つです。", ["ポートは8080、8081の2つです。"]],
    ["こんにちは", ["こんにちは"]],
    ["", []],
  ];
  test.each(cases)("%s", (text, clauses) => {
    expect(cut([...text]).map((clause) => clause.ja)).toEqual(clauses);
  });

  test("a clause is given as soon as its comma stands, with its own tokens and time", () => {
    const cutter = new ClauseCutter();
    expect(cutter.push({ text: "設定を", tokens: 1, at_ms: 10 })).toEqual([]);
    expect(cutter.push({ text: "更新し、", tokens: 3, at_ms: 20 })).toEqual([
      { ja: "設定を更新し、", tokens: 3, first_token_ms: 10 },
    ]);
    expect(cutter.push({ text: "終わり。", tokens: 5, at_ms: 40 })).toEqual([]);
    expect(cutter.end()).toEqual([{ ja: "終わり。", tokens: 2, first_token_ms: 40 }]);
  });

  test("however text is cut and whatever it is, the clauses joined are the text and the tokens add up", () => {
    const japanese = fc.string({ unit: fc.constantFrom(..."あ漢ア、。「」！？（）1a. "), minLength: 1 });
    fc.assert(
      fc.property(fc.array(fc.oneof(japanese, fc.string({ unit: "grapheme", minLength: 1 }))), (pieces) => {
        const clauses = cut(pieces);
        expect(clauses.map((clause) => clause.ja).join("")).toBe(pieces.join(""));
        const tokens = clauses.reduce((sum, clause) => sum + clause.tokens, 0);
        if (clauses.length > 0) expect(tokens).toBe(pieces.length);
      }),
      { numRuns: 500 },
    );
  });
});
