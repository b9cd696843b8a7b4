import { expect, test } from "bun:test";
import { japaneseBits, japaneseMask } from "../../src/translate/mask.ts";

test("what Japanese is written with may be generated, other scripts and simplified characters may not", () => {
  const pieces = [
    "日本語",
    "ひらがな",
    "カタカナー",
    "getUser(42)",
    "、。「」",
    "说明",
    "编写",
    "Привет",
    "한국어",
    "💡",
  ];
  const encoder = new TextEncoder();
  // The last one is the first two bytes of a three-byte character, as byte-level vocabularies hold them.
  const bytes = [...pieces.map((piece) => encoder.encode(piece)), new Uint8Array([0xe6, 0xbc])];
  const mask = japaneseMask(bytes.length, (token) => bytes[token] ?? new Uint8Array(0));
  expect([...mask]).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1]);
});

test("the same is told of single characters, which may be spelled with several tokens", () => {
  const bits = japaneseBits();
  const isSet = (character: string) => {
    const code = character.charCodeAt(0);
    return (((bits[code >> 3] ?? 0) >> (code & 7)) & 1) === 1;
  };
  expect([..."a7説漏鬱あア、\n"].filter((character) => !isSet(character))).toEqual([]);
  expect([..."说编汉Пα한"].filter(isSet)).toEqual([]);
});
