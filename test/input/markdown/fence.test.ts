import { describe, expect, test } from "bun:test";
import type { CodeStyle } from "../../../src/input/markdown/fence.ts";
import { linesOf, type Read, readChunks, spoken } from "../reading.ts";

function readCode(text: string, code: CodeStyle): Read {
  return readChunks([linesOf({ type: "assistant", content: [{ type: "text", text }] })], { code });
}

const speakCode = (text: string, code: CodeStyle) => spoken(readCode(text, code));

describe("what is said of fenced code", () => {
  const text = "Run:\n```sh\nls -l\n\n  cd ..\n```\nThen wait.";
  const cases: readonly [code: CodeStyle, markdown: string, spoken: readonly string[]][] = [
    ["announce", text, ["Run:", "<コード、3行>", "Then wait."]],
    ["skip", text, ["Run:", "Then wait."]],
    ["read", text, ["Run:", "<ls -l>", "<cd ..>", "Then wait."]],
    ["skip", "```js", []],
    ["skip", "Here: ```js\nx\n``` and on", ["Here:", "and on"]],
    ["read", "Here: ```js\nlet x\n``` and on", ["Here:", "<let x>", "and on"]],
    ["read", "```\n**a** [b](c) `d` <!-- e -->\n}\n```", ["<**a** [b](c) `d` <!-- e -->>"]],
    ["read", "> ```\n> a = 1\n> ```\n> after", ["<a = 1>", "after"]],
    ["read", "```\ncut of", ["<cut of>"]],
    ["read", "~~~~\n```\nx1\n~~~\n~~~~", ["<x1>"]],
  ];
  test.each(cases)("--code %s: %j", (code, markdown, expected) => {
    expect(speakCode(markdown, code)).toEqual([...expected]);
  });
});

describe("what tells of fenced code says so, and nothing else does", () => {
  const cases: readonly [code: CodeStyle, markdown: string, aboutCode: readonly string[]][] = [
    ["announce", "Run `npm test`:\n```sh\nls -l\n```\nThen `wait`.", ["コード、1行"]],
    ["announce", "```\n```", ["コード"]],
    ["announce", "Here: ```js\nx\n``` and on", ["コード、1行"]],
    ["announce", "> ```\n> x\nAfter.", ["コード、1行"]],
    ["announce", "Unclosed:\n```ts\nfirst();", ["コード、1行"]],
    ["announce", "`a` and ``b`` are one line of code.\n\n    indented", []],
    ["announce", `| a | b |\n|---|---|\n${"| `x` | `y` |\n".repeat(24)}`, []],
    ["announce", "| a | b |\n|---|---|\n| `x` | y |\n", []],
    ["announce", "Ceci est une fonction qui ne marche pas avec les fichiers.", []],
    ["skip", "Run:\n```sh\nls -l\n```\nThen wait.", []],
    ["read", "Run `npm test`:\n```sh\nls -l\n\n  cd ..\n```\nThen wait.", ["ls -l", "cd .."]],
    ["read", "```\ncut of", ["cut of"]],
  ];
  test.each(cases)("--code %s: %j", (code, markdown, aboutCode) => {
    const { utterances } = readCode(markdown, code);
    const about = utterances.filter((utterance) => utterance.about === "code");
    expect(about.map(({ text }) => text)).toEqual([...aboutCode]);
    expect(utterances.filter((utterance) => "about" in utterance)).toEqual(about);
  });
});

test("a long line of code is read in pieces that end at a word, and none of it is lost", () => {
  const line = Array.from({ length: 300 }, (_, n) => `word${n}`).join(" ");
  const pieces = speakCode(`\`\`\`\n${line}\n\`\`\``, "read").map((piece) => piece.slice(1, -1));
  expect(pieces.join(" ")).toBe(line);
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(400);
});

test("a long line without blanks is not cut inside a character", () => {
  const line = `x${"𠮷".repeat(600)}`;
  const pieces = speakCode(`\`\`\`\n${line}\n\`\`\``, "read").map((piece) => piece.slice(1, -1));
  expect(pieces.join("")).toBe(line);
});
