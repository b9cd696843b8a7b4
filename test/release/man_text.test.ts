import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Block, readHelpText } from "../../scripts/release/man/help_text.ts";
import { dateIn } from "../../scripts/release/man/release_date.ts";
import { literal, plain, prose } from "../../scripts/release/man/roff.ts";
import { commands } from "../../src/commands/table.ts";

const text = (words: string): Block => ({ kind: "prose", text: words });
const lines = (...all: string[]): Block => ({ kind: "literal", lines: all });

describe("a help text is read", () => {
  test.each([
    { name: "sentences", help: "One.\nTwo.\n\nThree.\n", blocks: [text("One.\nTwo."), text("Three.")] },
    {
      name: "commands below a heading",
      help: "Before.\n\nEXAMPLES\n\n  run this\n  run that    as a remark\n",
      blocks: [text("Before.")],
      examples: [lines("run this", "run that    as a remark")],
    },
    {
      name: "commands with what they are for",
      help: "EXAMPLES\n\n  Do it:\n    run this\n    run that\n\n  Do more:\n    run more\n",
      blocks: [],
      examples: [text("Do it:"), lines("run this", "run that"), text("Do more:"), lines("run more")],
    },
    {
      name: "what comes behind a section",
      help: "EXAMPLES\n\n  run this\n\nThere:\n\n  run that\n",
      blocks: [text("There:"), lines("run that")],
      examples: [lines("run this")],
    },
    {
      name: "lines that hang below others",
      help: "  word   meaning\n         more of it\n",
      blocks: [lines("word   meaning", "       more of it")],
    },
  ])("$name", ({ help, blocks, examples }) => {
    const read = readHelpText(help);
    expect<readonly Block[]>(read.blocks).toEqual(blocks);
    expect<readonly Block[] | undefined>(read.sections.get("EXAMPLES")).toEqual(examples);
  });

  test("without the loss of a word, of every command", async () => {
    for (const load of Object.values(commands)) {
      const { examples } = await load();
      const { blocks, sections } = readHelpText(examples);
      const all = [...blocks, ...[...sections].flatMap(([heading, below]) => [text(heading), ...below])];
      const words = all.flatMap((block) => (block.kind === "prose" ? [block.text] : block.lines));
      const sorted = (from: string) => from.split(/\s+/).filter(Boolean).sort();
      expect(sorted(words.join("\n"))).toEqual(sorted(examples));
    }
  });
});

describe("roff", () => {
  test.each([
    { name: "a flag", given: "--no-hash", roff: "\\-\\-no\\-hash" },
    { name: "quotes", given: `say "it's"`, roff: "say \\(dqit\\(aqs\\(dq" },
    { name: "a backslash", given: "\\n", roff: "\\en" },
    { name: "what looks like a request", given: ".bashrc\n.profile", roff: "\\&.bashrc\n\\&.profile" },
    {
      name: "what has no likeness in ASCII",
      given: "… | 1.5 ×, 声",
      roff: "\\&... | 1.5 \\[u00D7], \\[u58F0]",
    },
  ])("$name", ({ given, roff }) => {
    expect(plain(given)).toBe(roff);
  });

  test("has lines of 80 bytes at most wherever words are short enough, and every word in its order", () => {
    const word = fc.stringMatching(/^[a-z.'"\\^~-]{1,16}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        const made = prose(words.join(" ")).split("\n");
        for (const line of made) expect(line.length).toBeLessThanOrEqual(80);
        expect(
          made
            .join(" ")
            .split(" ")
            .map((one) => one.replace(/^\\&(?=\.)/, "")),
        ).toEqual(words.map((one) => plain(one).replace(/^\\&(?=\.)/, "")));
        for (const line of made) expect(line).not.toMatch(/^[.']/);
      }),
    );
  });

  test("keeps empty lines between others", () => {
    expect(literal(["a", "", ".b"])).toBe(".PP\n.RS 4\n.nf\na\n\\&\n\\&.b\n.fi\n.RE\n");
  });
});

test.each([
  { changes: "# Changelog\n\n## 1.2.0 (2027-01-31)\n\n- x\n\n## 1.1.0 (2026-12-01)\n", date: "2027-01-31" },
  { changes: "## 1.2.0 (unreleased)\n\n## 1.1.0 (2026-12-01)\n", date: null },
  { changes: "## 1.2.01 (2026-12-01)\n", date: null },
])("the day of version 1.2.0 is $date", ({ changes, date }) => {
  expect(dateIn(changes, "1.2.0")).toBe(date);
});
