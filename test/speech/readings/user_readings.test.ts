import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { AppError } from "../../../src/errors.ts";
import { loadReadings, readingWith, toReading } from "../../../src/speech/readings/index.ts";

const folder = mkdtempSync(join(tmpdir(), "readings-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = join(folder, "readings.txt");

function load(content: string | Uint8Array): Map<string, string> {
  writeFileSync(file, content);
  return new Map(loadReadings(file));
}

function refusal(path: string): AppError {
  try {
    loadReadings(path);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("the file", () => {
  test("may hold tabs or =, comments, blank lines, a BOM and CRLF", () => {
    const readings = load(
      "\uFEFFkubectl\tクーベコントロール\r\n# a comment\r\n\r\n行 = ギョウ\nC# = しいしゃあぷ # as the teacher says it\n" +
        "pull  request\tプルリク\n ＡＰＩ = ｱﾋﾟ\nlast=ラスト",
    );
    expect([...readings]).toEqual([
      ["kubectl", "クーベコントロール"],
      ["行", "ギョウ"],
      ["C#", "シイシャアプ"],
      ["pull request", "プルリク"],
      ["API", "アピ"],
      ["last", "ラスト"],
    ]);
  });

  test.each([
    ["no separator", "kubectl クーベ", "line 1: there is neither a tab nor ="],
    ["a reading in Latin letters", "\nkubectl=kube", 'line 2: the reading "kube" is not kana'],
    ["a reading in kanji", "行\t行", 'line 1: the reading "行" is not kana'],
    ["a reading of nothing", "a=ア\nb=", 'line 2: the reading "" is not kana'],
    ["a reading of a long mark only", "a=ー", "is not kana"],
    ["a word with other signs", "a=ア\nf(x)=エフ", 'line 2: "f(x)" is no word'],
    ["a word without a letter", "4.2=ヨンニ", 'line 1: "4.2" is no word'],
    ["no word", "=ア", 'line 1: "" is no word'],
    ["two readings of a word", "a=ア\n\na=エー", "line 3: a has another reading in line 1"],
    [
      "a reading that is another katakana word",
      "サーバ=サーバー\nサーバー=サーバ",
      "line 1: the reading of サーバ is itself the word of line 2",
    ],
  ])("%s is refused", (_, content, why) => {
    writeFileSync(file, content);
    const error = refusal(file);
    expect(error.code).toBe("READINGS_UNREADABLE");
    expect(error.what).toContain(file);
    expect(error.why).toContain(why);
    expect(error.fix).not.toBe("");
  });

  test("in another encoding is refused with the line", () => {
    writeFileSync(file, Buffer.from([0x61, 0x3d, 0xe3, 0x82, 0xa2, 0x0a, 0x62, 0x3d, 0x83, 0x41]));
    expect(refusal(file).why).toBe("line 2 is not UTF-8");
  });

  test("is limited to 20,000 words and to 1 MB, of whatever kind it is", () => {
    const word = (n: number) => `w${n}=ア\n`;
    expect(load(Array.from({ length: 20_000 }, (_, n) => word(n)).join("")).size).toBe(20_000);
    writeFileSync(file, Array.from({ length: 20_001 }, (_, n) => word(n)).join(""));
    expect(refusal(file).why).toBe("line 20001: there are more than 20,000 words");
    writeFileSync(file, "#".repeat((1 << 20) + 1));
    expect(refusal(file).why).toContain("larger than 1 MB");
    expect(refusal("/dev/zero").why).toContain("larger than 1 MB");
  });

  test.each([join(folder, "missing"), folder])("%s is no file to read", (path) => {
    expect(refusal(path).what).toContain(path);
  });
});

describe("readings", () => {
  const read = readingWith(
    new Map([
      ["commit", "コミ"],
      ["US", "ユナイテッドステイツ"],
      ["ms", "ミリ"],
      ["p", "ペー"],
      ["a", "アー"],
      ["pull request", "プルリク"],
      ["node.js", "ノード"],
      ["gpt-4", "ジーヨン"],
      ["my-lib", "マイリブラリー"],
      ["cafe123", "カフェ"],
      ["行", "ギョウ"],
      ["行列", "ギョウレツ"],
      ["サーバ", "サーバー"],
      ["サ行", "サギョウ"],
      ["テストrunner", "テストランナー"],
    ]),
  );

  test.each([
    // Before the list, in any case for lower case only.
    ["commitを確認", "コミを確認"],
    ["Commit、COMMIT", "コミ、コミ"],
    ["USとus", "ユナイテッドステイツとアス"],
    ["a test", "アーテスト"],
    // Whole words, and the parts of names.
    ["commits", toReading("commits")],
    ["precommit", toReading("precommit")],
    ["commit's", "コミズ"],
    ["getCommitId", "ゲットコミアイディー"],
    ["src/commit.ts", `${toReading("src")}スラッシュコミドットティーエス`.replace("スラッシュ", "、")],
    ["commit:42", "コミ、42"],
    ["git commit -p", "ギットコミマイナスペー"],
    ["https://commit.dev/x", "コミドットデブ"],
    // Before numbers and units.
    ["5 msと5ms", "5ミリと5ミリ"],
    ["cafe123", "カフェ"],
    ["gpt-4とgpt-4.1", `ジーヨンと${toReading("gpt-4.1")}`],
    // With signs and spaces.
    ["pull requestとPull  Request", "プルリクとプルリク"],
    ["pull requests", toReading("pull requests")],
    ["Node.jsとnode.jsx", `ノードと${toReading("node.jsx")}`],
    ["src/my-lib/index.ts", "ソース、マイリブラリー、インデックスドットティーエス"],
    // Japanese, the longest first.
    ["次の行と行列", "次のギョウとギョウレツ"],
    ["a.ts:42", "アードットティーエスの42ギョウ目"],
    ["サーバとデータサーバとサーバー", "サーバーとデータサーバとサーバー"],
    ["サ行", "サギョウ"],
    ["テストrunnerとテストrunners", `テストランナーと${toReading("テストrunners")}`],
  ])("%s is %s", (text, reading) => {
    expect(read(text)).toBe(reading);
  });

  test("do nothing when there are none", () => {
    expect(readingWith(new Map())("commit 3件")).toBe(toReading("commit 3件"));
  });

  const character = fc.constantFrom(..."abAB1.-+# 亜行あんアンー");
  const word = fc.array(character, { minLength: 1, maxLength: 4 }).map((characters) => characters.join(""));
  const reading = fc.stringMatching(/^[ア-ンあ-ん][ア-ンあ-んー]{0,4}$/);

  test("leave a reading as it is when it is read again", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(word, reading)), fc.array(word), (entries, words) => {
        const accepted = new Map<string, string>();
        for (const [key, kana] of entries) {
          try {
            for (const [own, said] of load(`${key}\t${kana}`)) accepted.set(own, said);
          } catch (error) {
            if (!(error instanceof AppError)) throw error;
          }
        }
        // Two katakana words that point at each other are refused when they are loaded together.
        for (const own of accepted.keys()) if (/^[ァ-ヺー]+$/.test(own)) accepted.set(own, `${own}ー`);
        const readAgain = readingWith(accepted);
        const once = readAgain([...accepted.keys(), ...words].join(""));
        expect(readAgain(once)).toBe(once);
        expect(once).not.toMatch(/\p{Script=Latin}|\s/u);
      }),
      { numRuns: 300 },
    );
  });

  test("are heard for every accepted word that stands alone", () => {
    fc.assert(
      fc.property(word, reading, (key, kana) => {
        let own = new Map<string, string>();
        try {
          own = load(`${key}=${kana}`);
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
        }
        // It was refused, or is a comment.
        if (own.size === 0) return;
        const [said = ""] = own.values();
        expect(readingWith(own)(`「${key}」`)).toBe(`「${said}」`);
      }),
      { numRuns: 300 },
    );
  });
});
