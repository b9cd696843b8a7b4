import { describe, expect, test } from "bun:test";
import { LineReader, LONGEST_LINE_BYTES } from "../../src/input/lines.ts";

function readLines(...chunks: readonly (string | Uint8Array)[]) {
  const lines: { text: string; stamp: number }[] = [];
  let oversized = 0;
  const reader = new LineReader({
    line: (bytes, start, end, stamp) => lines.push({ text: bytes.toString("utf8", start, end), stamp }),
    oversized: () => oversized++,
  });
  chunks.forEach((chunk, n) => {
    reader.push(Buffer.from(chunk), n + 1);
  });
  reader.end();
  return { lines, texts: lines.map(({ text }) => text), oversized };
}

describe("lines", () => {
  test.each<[string[], string[]]>([
    [["a\nb\n"], ["a", "b"]],
    [["a\r\nb"], ["a", "b"]],
    [
      ["a\r", "\nb"],
      ["a", "b"],
    ],
    [["\n\na"], ["", "", "a"]],
    [
      ["a", "b", "\n", "c"],
      ["ab", "c"],
    ],
    [["\ufeffa\nb\n\ufeffc"], ["a", "b", "c"]],
    [["a\rb\n"], ["a\rb"]],
    [[""], []],
  ])("of %j", (chunks, expected) => {
    expect(readLines(...chunks).texts).toEqual(expected);
  });

  test("keep a character that was cut in two", () => {
    const bytes = Buffer.from("日本\n");
    expect(readLines(bytes.subarray(0, 1), bytes.subarray(1, 5), bytes.subarray(5)).texts).toEqual(["日本"]);
  });

  test("do not borrow the chunks", () => {
    const chunk = Buffer.from("abc");
    const texts: string[] = [];
    const reader = new LineReader({
      line: (bytes, start, end) => texts.push(bytes.toString("utf8", start, end)),
      oversized() {},
    });
    reader.push(chunk, 1);
    chunk.fill("x");
    reader.end();
    expect(texts).toEqual(["abc"]);
  });

  test("are stamped with the chunk of their last byte, not of their newline", () => {
    expect(readLines("a", "b", "\nc\n", "d", "\r", "\n").lines).toEqual([
      { text: "ab", stamp: 2 },
      { text: "c", stamp: 3 },
      { text: "d", stamp: 4 },
    ]);
  });
});

describe("a line that is too long", () => {
  const part = Buffer.alloc(1 << 20, "x");
  const parts = (count: number) => Array.from({ length: count }, () => part);
  const limit = LONGEST_LINE_BYTES / part.length;

  test("is skipped once, and the next one is read", () => {
    expect(readLines("a\n", ...parts(limit + 20), "x\nb\n")).toMatchObject({
      texts: ["a", "b"],
      oversized: 1,
    });
    expect(readLines(Buffer.concat([...parts(limit), Buffer.from("x\nb\n")]))).toMatchObject({
      texts: ["b"],
      oversized: 1,
    });
    expect(readLines(...parts(limit), "x", "\nb\n")).toMatchObject({ texts: ["b"], oversized: 1 });
    expect(readLines(...parts(limit), "x")).toMatchObject({ texts: [], oversized: 1 });
  });

  test("is read when it is just as long as allowed", () => {
    for (const end of ["\n", "\r\n", ""]) {
      const { texts, oversized } = readLines(...parts(limit), end);
      expect([texts[0]?.length, oversized]).toEqual([LONGEST_LINE_BYTES, 0]);
    }
  });
});
