import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ClauseCutter, type Piece } from "../../src/translate/clause_cutter.ts";

const piece = (text: string, tokens: number, at_ms: number): Piece => ({
  text,
  tokens,
  at_ms,
  prefillUs: 1000,
  // As fast as the tests say by their times.
  decodeUs: 1000 * tokens,
});

/** Cuts text that arrives in the given pieces; token i of the stream arrives at i ms. */
function cut(pieces: string[]) {
  const cutter = new ClauseCutter();
  const clauses = pieces.flatMap((text, i) => cutter.push(piece(text, i + 1, i)));
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
    // A clause ends with a phrase where the listener would soon wait; here every character is a token.
    [
      "この変更は後方互換性を壊すので、先に古い設定を確認します。",
      ["この変更は", "後方互換性を", "壊すので、", "先に古い設定を確認します。"],
    ],
    ["リストが空のときこの関数はnullを返します。", ["リストが空のときこの関数は", "nullを返します。"]],
    ["本番データベースには触れていません。", ["本番データベースには", "触れていません。"]],
    ["エラーの原因は2つあります。", ["エラーの原因は", "2つあります。"]],
    // Too short, bound to what follows, inside a quotation, or no particle at all.
    ["設定を更新し、再起動しました。", ["設定を更新し、", "再起動しました。"]],
    ["ネットワークの設定に関する質問です。", ["ネットワークの設定に関する質問です。"]],
    ["「データベースを消す」は危険です。", ["「データベースを消す」は", "危険です。"]],
    ["テストはすべてのこと完了しました。", ["テストはすべてのこと完了しました。"]],
  ];
  test.each(cases)("%s", (text, clauses) => {
    expect(cut([...text]).map((clause) => clause.ja)).toEqual(clauses);
  });

  test("a slow model is given more time: what is said must last until the next clause", () => {
    const text = "この警告はファイルの形式が古いことを示し、害はありません。";
    const at = (tokenMs: number) => {
      const cutter = new ClauseCutter();
      const clauses = [...text].flatMap((character, i) =>
        cutter.push({ ...piece(character, i + 1, i), decodeUs: (i + 1) * tokenMs * 1000 }),
      );
      return [...clauses, ...cutter.end()].map(({ ja }) => ja);
    };
    expect(at(35)).toEqual(["この警告は", "ファイルの形式が", "古いことを示し、", "害はありません。"]);
    expect(at(90)).toEqual(["この警告はファイルの形式が", "古いことを示し、", "害はありません。"]);
  });

  test("so is a slow voice, in coarse steps", () => {
    const text = "この警告はファイルの形式が古いことを示し、害はありません。";
    const at = (firstSoundMs: number) => {
      const cutter = new ClauseCutter(firstSoundMs);
      const clauses = [...text].flatMap((character, i) =>
        cutter.push({ ...piece(character, i + 1, i), decodeUs: (i + 1) * 35_000 }),
      );
      return [...clauses, ...cutter.end()].map(({ ja }) => ja);
    };
    const early = ["この警告は", "ファイルの形式が", "古いことを示し、", "害はありません。"];
    expect([0, 30, 250].map(at)).toEqual([early, early, early]);
    const later = ["この警告はファイルの形式が", "古いことを示し、", "害はありません。"];
    expect([251, 600, 601, 1200].map(at)).toEqual([later, later, later, later]);
    expect(at(3000)).toEqual(["この警告はファイルの形式が古いことを示し、", "害はありません。"]);
  });

  test("a clause is given as soon as its comma stands, with its own tokens and time", () => {
    const cutter = new ClauseCutter();
    expect(cutter.push(piece("設定を", 1, 10))).toEqual([]);
    expect(cutter.push(piece("更新し、", 3, 20))).toEqual([
      { ja: "設定を更新し、", tokens: 3, first_token_ms: 10, prefillUs: 1000, decodeUs: 3000 },
    ]);
    expect(cutter.push(piece("終わり。", 5, 40))).toEqual([
      { ja: "終わり。", tokens: 2, first_token_ms: 40, prefillUs: 1000, decodeUs: 5000 },
    ]);
    expect(cutter.push(piece("本当？", 7, 60))).toEqual([]);
    expect(cutter.end()).toEqual([
      { ja: "本当？", tokens: 2, first_token_ms: 60, prefillUs: 1000, decodeUs: 7000 },
    ]);
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
