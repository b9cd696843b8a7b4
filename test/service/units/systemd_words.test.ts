import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { environmentWord, execLine, execWords } from "../../../src/service/units/systemd_words.ts";

describe("a word of ExecStart= is what systemd reads it as", () => {
  test.each([
    ["--rate=1.5", "--rate=1.5"],
    ["a b", '"a b"'],
    ["50%", "50%%"],
    ["%h", "%%h"],
    ["$HOME", "$$HOME"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: systemd's own form of a variable.
    ["${HOME}", '"$${HOME}"'],
    [";", '";"'],
    ["#", '"#"'],
    ["", '""'],
    ["it's", '"it\'s"'],
    ['a "b"', '"a \\"b\\""'],
    ["a\\nb", '"a\\\\nb"'],
    ["a\nb\tc\u0085", '"a\\u000ab\\u0009c\\u0085"'],
    ["日本語", '"日本語"'],
  ])("%j is written %s", (word, written) => {
    expect(execLine(["/bin/program", word])).toBe(`/bin/program ${written}`);
  });
});

test("dollars of the program's own path stay single", () => {
  expect(execLine(["/opt/$x %y/program", "$x %y"])).toBe('"/opt/$x %%y/program" "$$x %%y"');
});

test("a variable's value has specifiers but no variables", () => {
  expect(environmentWord("HF_HOME", "/data/$x/%h/a b")).toBe('"HF_HOME=/data/$x/%%h/a b"');
});

const word = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom(..."$%\\\"'; \n\tu0a{}#=") }),
);

test("whatever is written is read back", () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), (words) => {
      expect(execWords(execLine(words))).toEqual(words);
    }),
  );
});

test("a line stays a line", () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), (words) => {
      expect(execLine(words)).not.toMatch(/[\n\r]|\\$/);
    }),
  );
});
