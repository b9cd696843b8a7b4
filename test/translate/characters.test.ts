import { expect, test } from "bun:test";
import { japaneseBits } from "../../src/translate/characters.ts";

test("what Japanese is written with may be generated, other scripts and Chinese characters may not", () => {
  const bits = japaneseBits();
  const isSet = (character: string) => {
    const code = character.charCodeAt(0);
    return (((bits[code >> 3] ?? 0) >> (code & 7)) & 1) === 1;
  };
  expect([..."a7説漏鬱曖這あア、\n"].filter((character) => !isSet(character))).toEqual([]);
  expect([..."说编汉泄个Пα한"].filter(isSet)).toEqual([]);
});
