import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { speak, speakDeltas } from "../reading.ts";

/** What means something only together with what follows it. */
const piece = fc.constantFrom(
  ...["[a]", "[^1]", "[!", "NOTE", "]", ": ", ":", "https://e.org/x", "(2)", "a)", "> ", "~~", "```", "`"],
  ...["a | b", "--- | ---", ":--", "-", "|", "\n| a | b |\n", "**", "word", "<", "a@b.c", ">", "mailto:"],
  ...["1", "\ufe0f", "\u20e3", "→", "–", " ", "\n", "\n\n", "  "],
  ...["`".repeat(199), "*".repeat(200), " ".repeat(250)],
);
const markdown = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(""));

test("a text that comes in any pieces is the same as a whole one", () => {
  fc.assert(
    fc.property(markdown, fc.array(fc.nat(), { maxLength: 20 }), (text, cuts) => {
      expect(speakDeltas(text, cuts)).toEqual(speak(text));
    }),
    { numRuns: 1500 },
  );
});

test("and when it comes character by character", () => {
  fc.assert(
    fc.property(markdown, (text) => {
      expect(speakDeltas(text, [...Array(text.length).keys()])).toEqual(speak(text));
    }),
    { numRuns: 300 },
  );
});

describe("what is longer than any look ahead is the same in pieces, too", () => {
  const bounds = [39, 40, 41, 199, 200, 201, 400, 999, 1000, 1001, 4095, 4096, 4097];
  const frames: readonly [name: string, frame: (filler: string, length: number) => string][] = [
    ["of marks", (filler, length) => filler.repeat(length)],
    ["between words", (filler, length) => `one ${filler.repeat(length)} two`],
    ["in code", (filler, length) => `\`\`\`\n${filler.repeat(length)}\n\`\`\`\nAfter.`],
    ["behind a fence", (filler, length) => `One \`\`\`${filler.repeat(length)}\ncode\n\`\`\`\nAfter.`],
    ["behind a label", (filler, length) => `[a]:${filler.repeat(length)}\nAfter.`],
    ["below a line with a pipe", (filler, length) => `a | b\n${filler.repeat(length)}| -\nAfter.`],
  ];
  const fillers = ["`", "~", "*", "_", "#", "-", "=", " ", "\t", "[", "<", "|", "\\", ">", ":"];
  test.each(frames)("%s", (_, frame) => {
    for (const filler of fillers) {
      for (const length of bounds) {
        const text = frame(filler, length);
        const cuts = bounds.flatMap((bound) => [bound, bound + 4, bound + 8]);
        expect(speakDeltas(text, cuts)).toEqual(speak(text));
      }
    }
  });
});
