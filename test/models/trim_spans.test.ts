import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { CUTS } from "../../src/models/trim/cuts.ts";
import { Spans } from "../../src/models/trim/spans.ts";

const KEPT = ["a", "é", "あ", "語", "🎉"];
const OTHERS = ["b", "ñ", "ん", "个", "𝄞"];
const spans = new Spans(KEPT);

describe("bytes inside of a text of some characters", () => {
  test("every part of such a text is one", () => {
    const text = fc.array(fc.constantFrom(...KEPT), { minLength: 1 }).map((all) => Buffer.from(all.join("")));
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), (bytes, from, length) => {
        const start = from % bytes.length;
        const part = bytes.subarray(start, start + 1 + (length % (bytes.length - start)));
        expect(spans.has(part)).toBe(true);
      }),
    );
  });

  test("what holds a whole other character is none", () => {
    const text = (of: string[]) => fc.array(fc.constantFrom(...of)).map((all) => all.join(""));
    fc.assert(
      fc.property(text(KEPT), fc.constantFrom(...OTHERS), text(KEPT), (before, other, after) => {
        expect(spans.has(Buffer.from(before + other + after))).toBe(false);
      }),
    );
  });

  test.each<[string, number[], boolean]>([
    ["the beginning of あ", [0xe3, 0x81], true],
    ["the end of あ", [0x81, 0x82], true],
    ["the middle of 🎉", [0x9f, 0x8e], true],
    ["the end of あ and the beginning of 語", [0x82, 0xe8, 0xaa], true],
    ["the beginning of 个", [0xe4, 0xb8], false],
    ["an end that no character has", [0x83, 0x61], false],
    ["a beginning that goes on wrongly", [0xe3, 0x61], false],
    ["no UTF-8 at all", [0x61, 0xff, 0x61], false],
    ["a long form of a", [0xc1, 0xa1], false],
  ])("%s: %p is %p", (_, bytes, expected) => {
    expect(spans.has(Uint8Array.from(bytes))).toBe(expected);
  });
});

describe("cuts", () => {
  const ja = CUTS.ja.make();
  const small = CUTS.small.make();
  test.each<[string, boolean, boolean]>([
    [" worker", true, true],
    ["ました。", true, true],
    ["（株）〜・", true, true],
    [" —", true, true],
    ["'t", true, true],
    ["-line", true, true],
    ["/masu", true, true],
    ['."', true, true],
    ["...", true, true],
    ["\n\n", true, true],
    [".json", true, true],
    ["<div", true, false],
    ["_id", true, false],
    [");", true, false],
    ["        ", true, false],
    ["泄", true, false],
    ["曖昧", true, true],
    ["习惯", false, false],
    ["你", false, false],
    ["они", false, false],
    ["λ", false, false],
    ["한국", false, false],
    ["été", false, false],
    ["🎉", false, false],
  ])("%p: ja %p, small %p", (text, byJa, bySmall) => {
    expect([ja(Buffer.from(text)), small(Buffer.from(text))]).toEqual([byJa, bySmall]);
  });
});
