import { expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { CODE_STYLES } from "../../src/input/markdown/fence.ts";
import { linesOf, type Read, readChunks, speak, speakDeltas, textDelta } from "./reading.ts";

/** Thousands of cases take their time on a busy machine. */
setDefaultTimeout(120_000);

/** Pieces that meet in agents' texts, and those whose meaning depends on what follows them. */
const piece = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ...'the |Done|. |! |? |.|\n|\n\n| |e.g. |U.S. |v1.2.3|...|…|I |The |foo_bar|2*3|、|。|「|」|です|(|)|"|, |; |and '.split(
        "|",
      ),
      ...["No. 5", "A. ", "12. ", "etc. ", "word ".repeat(30), "x".repeat(150)],
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ...[
        "`",
        "``",
        "```",
        "~~~",
        "```js\n",
        "\n```\n",
        "*",
        "**",
        "_",
        "~~",
        "[",
        "](",
        ")",
        "![",
        "http://x.y/z",
        "https:",
      ],
      ...[
        "<",
        "<!--",
        "-->",
        "<system-reminder>",
        "</system-reminder>",
        "<br>",
        "<b>",
        "&amp;",
        "&",
        "\\",
        "| a | b |\n",
      ],
      ...[
        "|---|\n",
        "# ",
        "## x ##\n",
        "- ",
        "* ",
        "1. ",
        "- [x] ",
        "> ",
        "---\n",
        "===\n",
        "    ",
        "\t",
        "\r\n",
      ],
      ...[
        "Co-Authored-By: ",
        "🤖 Generated with ",
        "👍🏽",
        "\ud83d",
        "\ude00",
        "\u001b[31m",
        "\u001b]0;x\u0007",
        "\u001b",
      ],
      ...["\ufffd", "\ufeff", "\u200b", "┌─┐", "𠮷"],
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 6 }) },
);
const markdown = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));
const cuts = fc.array(fc.nat(), { maxLength: 30 });

function cutBytes(text: string, at: readonly number[]): Uint8Array[] {
  const bytes = Buffer.from(text);
  const offsets = [0, ...at.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return offsets.slice(1).map((end, n) => bytes.subarray(offsets[n], end));
}

/**
 * All but the times, which are meant to depend on the chunks, and the order of what was left out: the deltas of one chunk are
 * looked at together, behind its other lines.
 */
function timeless({ utterances, skips }: Read): object {
  return {
    utterances: utterances.map(({ received_ms, ...rest }) => rest),
    skips: skips.toSorted(),
  };
}

test("where a text is cut into deltas changes nothing", () => {
  fc.assert(
    fc.property(markdown, cuts, (text, at) => {
      expect(speakDeltas(text, at)).toEqual(speak(text));
    }),
    { numRuns: 2000, examples: [["<system-reminder></system-reminder>```\n\n", [18, 19]]] },
  );
});

test("a text that comes character by character is the same as a whole one", () => {
  fc.assert(
    fc.property(markdown, (text) => {
      expect(speakDeltas(text, [...Array(text.length).keys()])).toEqual(speak(text));
    }),
    { numRuns: 400 },
  );
});

test("where the bytes of a stream are cut into chunks changes nothing", () => {
  const line = fc.oneof(
    markdown.map((text) => linesOf(textDelta(text))),
    markdown.map((text) =>
      linesOf({ type: "assistant", message: { id: "m", content: [{ type: "text", text }] } }),
    ),
    markdown.map((text) => `${text}\n`),
    fc.constantFrom(
      "{broken\n",
      linesOf({ type: "message_start", message: { id: "m" } }),
      linesOf({ type: "result", result: "End." }),
    ),
  );
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 8 }),
      cuts,
      fc.constantFrom("auto", "text", "claude"),
      fc.constantFrom(...CODE_STYLES),
      (lines, at, input, code) => {
        const stream = lines.join("");
        expect(timeless(readChunks(cutBytes(stream, at), { input, code }))).toEqual(
          timeless(readChunks([stream], { input, code })),
        );
      },
    ),
    {
      numRuns: 500,
      examples: [[[linesOf(textDelta(`${"x".repeat(300)}\n\n`)), "plain\n"], [393], "auto", "announce"]],
    },
  );
});

test("no letter or digit of plain prose is lost, doubled or moved", () => {
  const word = fc.stringMatching(/^[A-Za-z0-9]{1,9}$/);
  const joint = fc.constantFrom(
    " ",
    " ",
    " ",
    ", ",
    ". ",
    "! ",
    "? ",
    "; ",
    " - ",
    "... ",
    ".",
    "'",
    " (",
    ") ",
    "\n",
    "\n\n",
    ': "',
    '" ',
  );
  const prose = fc
    .array(fc.tuple(word, joint), { minLength: 1, maxLength: 150 })
    .map((pairs) => pairs.flat().join(""));
  const letters = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, "");
  fc.assert(
    fc.property(prose, cuts, (text, at) => {
      // A line that begins with a number and a full stop is an item of a list; its number is a mark, not a word. An address
      // is said without its "www.".
      const plain = text.replace(/^(\d{1,3})[.)](?= )/gm, "$1,").replace(/www\.(?=\w)/gi, "www,");
      // A few words may look like another language, which a notice tells.
      const said = speakDeltas(plain, at).filter((text) => !text.startsWith("<"));
      expect(letters(said.join(""))).toBe(letters(plain));
    }),
    { numRuns: 1000, examples: [['Www.0: "A ', []]] },
  );
});

test("whatever the bytes are, nothing is thrown and the next line is read", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    markdown.map((text) => Buffer.from(text)),
  );
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 5 }), fc.constantFrom("auto", "claude"), (chunks, input) => {
      const last = `\n${linesOf({ type: "result", result: "x" }, { type: "assistant", message: { id: "sure", content: "Still here." } })}`;
      expect(readChunks([...chunks, last], { input }).utterances.at(-1)?.text).toBe("Still here.");
    }),
    { numRuns: 10_000 },
  );
});
