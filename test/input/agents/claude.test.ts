import { expect, test } from "bun:test";
import fc from "fast-check";
import { claude } from "../../../src/input/agents/claude.ts";
import { AgentEvent, isJsonObject } from "../../../src/input/events.ts";
import { linesOf, readChunks } from "../reading.ts";

/** JSON whose members have the names that are looked at, and any value. */
const line = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(
      "assistant",
      "user",
      "text",
      "text_delta",
      "stream_event",
      "result",
      "message_start",
      "main",
      "",
    ),
    fc.constantFrom(
      "content_block_delta",
      "content_block_start",
      "content_block_stop",
      "message_stop",
      "thinking_delta",
    ),
    fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("object"),
  ),
  object: fc.dictionary(
    fc.constantFrom(
      ...[
        "type",
        "event",
        "delta",
        "text",
        "index",
        "message",
        "content",
        "content_block",
        "id",
        "role",
        "result",
      ],
      ...["session_id", "sessionId", "parent_tool_use_id", "isSidechain", "agentId", "uuid", "__proto__"],
    ),
    tie("value"),
    { maxKeys: 6 },
  ),
})).object;

/** Lines of the right shape, so that every branch is reached, with any value in the members that are read. */
const shaped = line.chain((members) =>
  fc.constantFrom(
    { type: "content_block_delta", delta: { type: "text_delta", text: members.text ?? "x" }, ...members },
    {
      type: "stream_event",
      event: { type: "content_block_delta", delta: { type: "text_delta", ...members, text: "x" } },
    },
    {
      type: "stream_event",
      event: { type: "content_block_start", ...members, content_block: { type: "text", ...members } },
    },
    {
      ...members,
      type: "stream_event",
      event: { ...members, type: "content_block_start", content_block: { type: "text" } },
    },
    {
      ...members,
      type: "stream_event",
      event: { ...members, type: "content_block_delta", delta: { type: "text_delta", text: "x" } },
    },
    { ...members, type: "assistant" },
  ),
);

test("whatever an object holds, its reading is an event or says why not", () => {
  const kinds = new Set<string>();
  fc.assert(
    fc.property(fc.oneof(line, shaped), (object) => {
      const parsed: unknown = JSON.parse(JSON.stringify(object));
      if (!isJsonObject(parsed)) throw new Error("not an object");
      const reading = claude.read(parsed);
      kinds.add(typeof reading === "string" ? reading : reading.kind);
      if (typeof reading !== "string") expect(AgentEvent.parse(reading)).toEqual(reading);
      else expect(["silent", "misshapen", "unknown"]).toContain(reading);
    }),
    { numRuns: 3000, seed: 1 },
  );
  // So that the objects are known to reach every branch.
  expect([...kinds].sort()).toEqual(
    [
      "block_end",
      "block_start",
      "message_end",
      "message_start",
      "misshapen",
      "silent",
      "text_delta",
      "texts",
      "turn_end",
      "unknown",
    ].sort(),
  );
});

test("whatever JSON the lines are, nothing is thrown", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.jsonValue()), { maxLength: 8 }), (objects) => {
      const { utterances } = readChunks([linesOf(...objects)]);
      expect(utterances.map(({ id }) => id)).toEqual(utterances.map((_, n) => n));
    }),
    { numRuns: 1500 },
  );
});
