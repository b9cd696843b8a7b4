import { expect, test } from "bun:test";
import fc from "fast-check";
import { PRONUNCIATIONS, packedPronunciations } from "../../../scripts/package/pronunciations.ts";
import { phonemesToKana } from "../../../src/speech/readings/phonemes_to_kana.ts";
import { pronunciationOf } from "../../../src/speech/readings/pronunciations.ts";

test("the file holds what the package holds", async () => {
  const unpacked = Bun.zstdDecompressSync(await Bun.file(PRONUNCIATIONS).bytes()).toString("latin1");
  expect(unpacked === packedPronunciations()).toBe(true);
});

test.each([
  ["kinetic", "K AH0 N EH1 T IH0 K"],
  ["aaa", "T R IH2 P AH0 L EY1"],
  ["zywicki", "Z IH0 W IH1 K IY0"],
  ["vision", "V IH1 ZH AH0 N"],
])("%s is said %s", (word, phonemes) => {
  expect(pronunciationOf(word)?.join(" ")).toBe(phonemes);
});

test.each(["zyxology", "kineti", "inetic", ""])("%p has no pronunciation", (word) => {
  expect(pronunciationOf(word)).toBeUndefined();
});

test.each([
  ["kinetic", "キネティック"],
  ["mountain", "マウンテン"],
  ["package", "パッケージ"],
  ["table", "テーブル"],
  ["measure", "メジャー"],
  ["resolution", "レゾリューション"],
])("%s sounds %s", (word, kana) => {
  expect(phonemesToKana(word, pronunciationOf(word) ?? [])).toBe(kana);
});

test("gives katakana for any letters and phonemes", () => {
  const phoneme = fc.constantFrom(
    ..."AA1 AE2 AH0 ER0 IY0 OW1 UW0 B CH D HH K L N NG R S T W Y ZH".split(" "),
  );
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z]{1,12}$/),
      fc.array(phoneme, { maxLength: 12 }),
      (word, phonemes) => {
        expect(phonemesToKana(word, phonemes)).toMatch(/^[ァ-ヶー]*$/);
      },
    ),
  );
});
