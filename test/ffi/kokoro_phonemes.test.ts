import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { Driver } from "../native/driver.ts";

/** Words as Open JTalk reads them, to the phonemes of Kokoro and the pieces that they are said in. */
setDefaultTimeout(120_000);

let driver: Driver;
beforeAll(async () => {
  driver = await Driver.build("kokoro", ["kokoro_phonemes.cpp", "kokoro_pieces.cpp"], "c++17");
});
afterAll(() => driver[Symbol.dispose]());

interface Piece {
  readonly phonemes: string;
  readonly pauseMs: number;
}

/** A word that begins an accent phrase; with a + in front, one that goes on in it. A mark is its own surface. */
function wordOf(word: string): string {
  const kana = word.replace(/^\+/, "");
  const isMark = /^[、。！？…：，．「」・]+$/.test(kana);
  return [isMark ? kana : "語", isMark ? "、" : kana, word === kana ? "apart" : "joined"].join("\t");
}

/** What the first text of an utterance is cut into; words stand between blanks. */
function pieces(text: string): Piece[] {
  const stdin = Buffer.from(`${text.split(" ").filter(Boolean).map(wordOf).join("\n")}\n\n`);
  const { stdout, exitCode } = Bun.spawnSync([driver.program], { stdin });
  expect(exitCode).toBe(0);
  return stdout
    .toString()
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [phonemes = "", pauseMs] = line.split("\t");
      return { phonemes, pauseMs: Number(pauseMs) };
    });
}
const phonemes = (text: string) => pieces(text).map((piece) => piece.phonemes);

describe("a word", () => {
  test.each([
    ["コンニチワ", "koɲɲiʨiβa"],
    ["ミッツ", "mʲiʔʦɨ"],
    ["トーキョー", "toːkʲoː"],
    ["ファイル", "ɸaiɾɯ"],
    ["シュージ", "ɕɨːʥi"],
    ["ヴァイオリン", "vaioɾʲiɴ"],
    ["デュアル", "dʲɨaɾɯ"],
    ["ディスク", "dʲisɨkɯ"],
    ["スィート", "siːto"],
    ["ネェ", "nee"],
    ["クヮ", "kɯβa"],
    ["ヲ", "o"],
  ])("%s is said %s", (kana, said) => {
    expect(phonemes(kana)).toEqual([said]);
  });

  test("is said the same where the front end has marked a devoiced vowel", () => {
    expect(phonemes("シ’マシ’タ")).toEqual(phonemes("シマシタ"));
  });

  test.each([
    ["シンブン", "ɕimbɯɴ"],
    ["ケンカ", "keŋka"],
    ["コンニャク", "koɲɲakɯ"],
    ["セントー", "sentoː"],
    ["バンザイ", "banʣai"],
    ["レンアイ", "ɾeɴai"],
    ["サン +バン", "sambaɴ"],
    ["サン パツ", "sam paʦɨ"],
    ["サン 、 パツ", "saɴ, paʦɨ"],
  ])("%s: a nasal sounds as what follows lets it", (kana, said) => {
    expect(phonemes(kana)).toEqual([said]);
  });
});

describe("a text", () => {
  test.each([
    ["キョーワ +ワ イー テンキ 。", "kʲoːβaβa iː teŋkʲi."],
    ["ハイ 、 ワカリ +マシ +タ 。", "hai, βakaɾʲimaɕita."],
    ["ホント ！？", "honto?"],
    ["エ ？！ ？", "e?"],
    ["アノ … ネ", "ano… ne"],
    ["コレ 「 ソレ 」 アレ ・ ドレ", "koɾe soɾe aɾe doɾe"],
    ["コト ッテ ユー", "kotoʔte jɯː"],
    ["、 。 ハイ", "hai"],
    ["ハイ 、 +デス", "hai, desɨ"],
  ])("%s is said %s", (text, said) => {
    expect(phonemes(text)).toEqual([said]);
  });

  test.each(["、", "。 ！ ？", "ー", "ッ 。", "", "、 、 、"])("%j has nothing to say", (text) => {
    expect(pieces(text)).toEqual([]);
  });
});

describe("where it is cut", () => {
  test("after each sentence, with its pause", () => {
    expect(pieces("ハイ 。 イーエ ！ ドー ？ ソーカ")).toEqual([
      { phonemes: "hai.", pauseMs: 400 },
      { phonemes: "iːe!", pauseMs: 400 },
      { phonemes: "doː?", pauseMs: 400 },
      { phonemes: "soːka", pauseMs: 60 },
    ]);
  });

  test("not at a comma of a short sentence", () => {
    expect(pieces("ハイ 、 ソー +デス 。")).toHaveLength(1);
  });

  test("at commas of a long one, so that the first piece is short", () => {
    const found = pieces("コノ モジュール +ワ 、 セッテー +ファイル +オ ヨミコンデ 、 ケンショー +シマス 。");
    expect(found.map(({ pauseMs }) => pauseMs)).toEqual([150, 150, 400]);
    expect(found[0]?.phonemes).toBe("kono moʥɨːɾɯβa,");
  });

  test("between phrases where there is no comma, in pieces of about one length", () => {
    const found = pieces("アメリカ ".repeat(60));
    expect(found.map(({ pauseMs }) => pauseMs)).toEqual(found.map(() => 60));
    const [first = 0, ...later] = found.map((piece) => piece.phonemes.length);
    expect(first).toBeWithin(20, 60);
    for (const length of later) expect(length).toBeWithin(60, 110);
    expect(found.map((piece) => piece.phonemes).join(" ")).toBe("ameɾʲika ".repeat(60).trim());
  });

  test("every phoneme is said once, and no piece is longer than the model takes", () => {
    // Closed throats and long marks by themselves may be left out, and nasals differ by what follows.
    const said: Record<string, string> = {
      ...{
        ア: "a",
        "+ン": "N",
        "+キャ": "kʲa",
        アメリカ: "aNeɾʲika",
        "+’": "",
        ー: "",
        "+ッ": "",
        "、": "",
        "。": "",
      },
      [`+${"キャ".repeat(200)}`]: "kʲa".repeat(200),
    };
    const letters = (text: string) => text.replace(/[ ,.ʔː]/g, "").replace(/[mnŋɲɴ]/g, "N");
    const part = fc.constantFrom(...Object.keys(said));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 80 }), (parts) => {
        const found = phonemes(parts.join(" "));
        for (const piece of found) expect([...piece].length).toBeWithin(1, 300);
        expect(letters(found.join(""))).toBe(parts.map((each) => said[each]).join(""));
      }),
      { numRuns: 25 },
    );
  });
});
