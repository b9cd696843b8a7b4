import { describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { bytesOfToken } from "../../src/models/trim/byte_level.ts";
import { CUTS, type CutName } from "../../src/models/trim/cuts.ts";
import { type Kept, keptOf, type Vocabulary } from "../../src/models/trim/vocabulary.ts";
import { CONTROL_TOKENS, learnt, lettersOf, textOfTokens, tokenised } from "./byte_bpe.ts";

setDefaultTimeout(60_000);

const SENTENCES = [
  "The tests pass. ",
  "テストが通りました。",
  "設定を、直します",
  'It isn\'t done; wait — "no". ',
  "Yes.\n\nNo. ",
];
const CODE = ["self.get_id(x) {\n    }", "→→ a::b"];
const OTHERS = ["这个习惯用语", "они все", "🎉🎉", "العربية", "été"];
const LEARNT_FROM = [...SENTENCES, ...CODE, ...OTHERS].join(" ").repeat(2);

const choices = fc.array(fc.nat(10_000), { minLength: 150, maxLength: 250 });
const textOf = (...phrases: string[]) =>
  fc.array(fc.constantFrom(...phrases), { maxLength: 20 }).map((all) => all.join(""));
const lettersIn = (phrases: readonly string[]) => phrases.flatMap((phrase) => [...phrase]);

const cutBy = (name: CutName, vocabulary: Vocabulary) => keptOf(vocabulary, CUTS[name].make(), new Set());
const mergesOf = ({ merges }: Vocabulary, kept: Kept) =>
  Array.from(kept.merges, (i) => merges[i] ?? { left: "", right: "" });
const tokensOf = ({ tokens }: Vocabulary, kept: Kept) => new Set(Array.from(kept.ids, (id) => tokens[id]));

describe("what is kept", () => {
  test.each<[CutName, string[]]>([
    ["ja", [...SENTENCES, ...CODE, ...lettersIn([...SENTENCES, ...CODE])]],
    ["small", SENTENCES],
  ])("%s: a text that it is made for is split as before", (name, phrases) => {
    fc.assert(
      fc.property(choices, fc.constantFrom(0, 128), textOf(...phrases), (chosen, unused, text) => {
        const vocabulary = learnt(LEARNT_FROM, chosen, unused);
        const kept = cutBy(name, vocabulary);
        expect(tokenised(text, mergesOf(vocabulary, kept))).toEqual(tokenised(text, vocabulary.merges));
      }),
    );
  });

  test.each<[CutName]>([["ja"], ["small"]])(
    "%s: any text is split into tokens that are there, and comes back whole",
    (name) => {
      fc.assert(
        fc.property(
          choices,
          textOf(...SENTENCES, ...CODE, ...OTHERS, ...lettersIn(OTHERS)),
          (chosen, text) => {
            const vocabulary = learnt(LEARNT_FROM, chosen, 128);
            const kept = cutBy(name, vocabulary);
            const there = tokensOf(vocabulary, kept);
            const pieces = tokenised(text, mergesOf(vocabulary, kept));
            expect(pieces.filter((piece) => !there.has(piece))).toEqual([]);
            expect(textOfTokens(pieces)).toBe(text);
          },
        ),
      );
    },
  );

  test("words of other languages go, all single bytes and control tokens stay", () => {
    const everything = Array.from({ length: 4000 }, (_, n) => n * 7919);
    const vocabulary = learnt(LEARNT_FROM, everything, 128);
    const kept = [...tokensOf(vocabulary, cutBy("ja", vocabulary))].flatMap((token) => token ?? []);
    for (const token of [...CONTROL_TOKENS, ...vocabulary.tokens.slice(0, 256)])
      expect(kept).toContain(token);
    const words = kept.map((token) => textOfTokens([token]));
    expect(words.filter((word) => /[\p{Script=Cyrillic}\p{Script=Arabic}🎉习这]/u.test(word))).toEqual([]);
    const before = vocabulary.tokens.map((token) => textOfTokens([token]));
    expect(before.filter((word) => /[\p{Script=Cyrillic}]/u.test(word)).length).toBeGreaterThan(5);
  });

  test("the number of tokens is a multiple of 128, first by tokens that stand for nothing", () => {
    fc.assert(
      fc.property(choices, fc.constantFrom(0, 40, 300), (chosen, unused) => {
        const vocabulary = learnt(LEARNT_FROM, chosen, unused);
        const kept = cutBy("ja", vocabulary);
        const all = vocabulary.tokens.length;
        expect(kept.ids.length === all || kept.ids.length % 128 === 0).toBe(true);
        const isWanted = (id: number) =>
          !/[\p{Script=Cyrillic}习这🎉]/u.test(textOfTokens([vocabulary.tokens[id] ?? ""]));
        if (unused === 300) expect([...kept.ids].every(isWanted)).toBe(true);
      }),
    );
  });

  test("tokens that are named stay, whatever they are", () => {
    const vocabulary = learnt("они ", [0, 0, 0, 0, 0, 0], 128);
    const id = vocabulary.tokens.indexOf(lettersOf("о").join(""));
    expect(id).toBeGreaterThan(0);
    const cut = CUTS.ja.make();
    expect(keptOf(vocabulary, cut, new Set()).ids).not.toContain(id);
    expect(keptOf(vocabulary, cut, new Set([id])).ids).toContain(id);
  });
});

test("each byte has a letter of its own, and no other text is bytes", () => {
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const letters = lettersOf(Buffer.from(all).toString("latin1")).join("");
  expect(new Set(letters).size).toBeGreaterThan(190);
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(bytesOfToken(lettersOf(text).join(""))).toEqual(new Uint8Array(Buffer.from(text)));
    }),
  );
  expect(bytesOfToken("Ġthe")).toEqual(new Uint8Array(Buffer.from(" the")));
  for (const text of ["<| im_end |>", "語", "\n"]) expect(bytesOfToken(text)).toBeNull();
});
