import { expect, test } from "bun:test";
import fc from "fast-check";
import { assistant, result, stream } from "./claude_lines.ts";
import { readObjects, spoken } from "./reading.ts";

test("however a conversation is told, each of its texts is spoken once", () => {
  const text = fc
    .array(fc.constantFrom("OK.", "Done.", "I look at it.", "It works now.", "Next."), {
      minLength: 1,
      maxLength: 3,
    })
    .map((sentences) => sentences.join(" "));
  const telling = fc.record({
    isStreamed: fc.boolean(),
    isWhole: fc.boolean(),
    hasIds: fc.boolean(),
    hasIndexes: fc.boolean(),
    hasStarts: fc.boolean(),
    isWholeEarly: fc.boolean(),
    space: fc.constantFrom(" ", "\n", "  "),
    pieces: fc.integer({ min: 1, max: 9 }),
  });
  const conversation = fc.array(fc.array(text, { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(conversation, telling, (messages, how) => {
      // Something must tell the texts, and something must tell the messages apart.
      const isWhole = how.isWhole || !how.isStreamed;
      const hasStarts = how.hasStarts || (how.isStreamed && !isWhole);
      const objects = messages.flatMap((texts, m) => {
        const id = how.hasIds ? `m${m}` : null;
        const blocks = texts.flatMap((said, n) => {
          const at = how.hasIndexes ? { index: n * 2 } : {};
          const cut = said.match(new RegExp(`[^]{1,${how.pieces}}`, "g")) ?? [];
          const deltas = cut.map((piece) =>
            stream({ type: "content_block_delta", ...at, delta: { type: "text_delta", text: piece } }),
          );
          const whole = isWhole
            ? [assistant(id, [said.replaceAll(" ", how.space)], { uuid: `u${m}-${n}` })]
            : [];
          if (!how.isStreamed) return whole;
          const opened = hasStarts
            ? [stream({ type: "content_block_start", ...at, content_block: { type: "text", text: "" } })]
            : [];
          const over = stream({ type: "content_block_stop", ...at });
          return how.isWholeEarly
            ? [...opened, ...deltas, ...whole, over]
            : [...opened, ...deltas, over, ...whole];
        });
        if (!how.isStreamed || !hasStarts) return blocks;
        return [
          stream({ type: "message_start", message: id === null ? {} : { id } }),
          ...blocks,
          stream({ type: "message_stop" }),
        ];
      });
      const last = messages.at(-1)?.at(-1);
      const read = readObjects(...objects, result(last?.replaceAll(" ", how.space)));
      expect(spoken(read).join(" ")).toBe(messages.flat().join(" "));
    }),
    { numRuns: 3000 },
  );
});
