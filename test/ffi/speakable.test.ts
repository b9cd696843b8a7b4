import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { Driver } from "../native/driver.ts";

/** Whether silence for a text is a fault of Apple's voice, is what was to be expected, or need not be asked for. */
setDefaultTimeout(120_000);

let driver: Driver;
beforeAll(async () => {
  driver = await Driver.build("speakable", ["speakable.cpp"], "c++17");
});
afterAll(() => driver[Symbol.dispose]());

function found(...texts: string[]): string[] {
  const { stdout } = Bun.spawnSync([driver.program], { stdin: Buffer.from(`${texts.join("\n")}\n`) });
  return stdout.toString().trim().split("\n");
}

test.each(["あ", "っと", "ラー", "ﾊﾟ", "漢", "々々人", "𠮷", "Bun", "ｂｕｎ", "1", "２", "…えっ?", "100%"])(
  "%s surely sounds",
  (text) => {
    expect(found(text)).toEqual(["surely"]);
  },
);

test.each(["っ", "ッ!", "ー", "ｰ", "☆", "→", "%", "🍣", "Привет", "안녕", "゛", "々"])(
  "%s may or may not sound",
  (text) => {
    expect(found(text)).toEqual(["perhaps"]);
  },
);

test.each(["", " \t", "。、", "「…」", "？！", "?!", "(--)", "“”", "・・・", "　"])(
  "%j has nothing to say",
  (text) => {
    expect(found(text)).toEqual(["nothing"]);
  },
);

test("one sounding character is enough, wherever it stands", () => {
  const around = fc.string({ unit: fc.constantFrom("。", " ", "…", "☆", "ー", "っ", "🍣"), maxLength: 6 });
  fc.assert(
    fc.property(around, fc.constantFrom("あ", "カ", "字", "x", "7"), around, (before, sounding, after) => {
      expect(found(before + sounding + after)).toEqual(["surely"]);
    }),
    { numRuns: 40 },
  );
});
