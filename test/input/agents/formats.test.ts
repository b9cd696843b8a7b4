import { expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { FORMATS, type FormatName } from "../../../src/input/agents/formats.ts";
import { AgentEvent, isJsonObject, type Reading } from "../../../src/input/events.ts";
import { linesOf, readChunks } from "../reading.ts";

/** Tens of thousands of cases take their time on a busy machine. */
setDefaultTimeout(120_000);

const words = (list: string) => list.split(" ");

/** Values that mean something in some member of some agent's line. */
const telling = fc.constantFrom(
  ...words(
    "assistant user main text tool error completed awaited requires_action system init message result item",
  ),
  ...words(
    "text_delta thinking_delta tool_use tool_result agent_message command_execution reasoning file_change",
  ),
  ...words(
    "message_start message_stop content_block_start content_block_delta content_block_stop stream_event",
  ),
  ...words("item.started item.updated item.completed turn.completed turn.failed thread.started step_finish"),
  ...words("message.part.updated message.part.delta message.updated session.error permission.asked"),
  ...words(
    "MessageDisplay Stop Notification UserPromptSubmit task_started model_refusal_fallback can_use_tool",
  ),
  "",
);
/** Members that some agent's reader looks at. */
const member = fc.constantFrom(
  ...words(
    "type event delta text index message content content_block id role result name input subtype error state",
  ),
  ...words(
    "session_id sessionId sessionID parent_tool_use_id isSidechain agentId uuid supersedes subagent_type tool",
  ),
  ...words(
    "item item_type thread_id part properties info partID messageID field time end status severity tool_name",
  ),
  ...words(
    "hook_event_name last_assistant_message final tool_use_id is_error retracted_message_uuids request",
  ),
  "__proto__",
);
const line = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    telling,
    telling,
    fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("object"),
  ),
  object: fc.dictionary(member, tie("value"), { maxKeys: 6 }),
})).object;

/** One line of each kind, from which members are taken and into which others are put. */
const SHAPES: readonly Record<string, unknown>[] = [
  { type: "stream_event", event: { type: "message_start", message: { id: "m" } } },
  { type: "stream_event", event: { type: "message_stop" } },
  { type: "stream_event", event: { type: "content_block_start", index: 0, content_block: { type: "text" } } },
  { type: "stream_event", event: { type: "content_block_delta", delta: { type: "text_delta", text: "x" } } },
  { type: "stream_event", event: { type: "content_block_stop", index: 0 } },
  { type: "assistant", uuid: "u", message: { id: "m", content: [{ type: "text", text: "x" }] } },
  {
    type: "assistant",
    supersedes: ["u"],
    message: { content: [{ type: "tool_use", id: "t", name: "Bash" }] },
  },
  { type: "user", message: { role: "user", content: "x" } },
  { type: "user", message: { content: [{ type: "tool_result", tool_use_id: "t", is_error: true }] } },
  { type: "system", subtype: "task_started", tool_use_id: "t", subagent_type: "Explore" },
  { type: "system", subtype: "model_refusal_fallback", retracted_message_uuids: ["u"] },
  { type: "result", subtype: "success", result: "x" },
  { type: "control_request", request: { subtype: "can_use_tool", tool_use_id: "t" } },
  { hook_event_name: "MessageDisplay", session_id: "s", delta: "x", final: true },
  { hook_event_name: "Stop", last_assistant_message: "x" },
  { type: "thread.started", thread_id: "s" },
  { type: "item.completed", item: { id: "i", type: "agent_message", text: "x" } },
  { type: "item.started", item: { id: "i", type: "command_execution" } },
  { type: "turn.failed", error: { message: "x" } },
  { id: "0", msg: { type: "agent_message", message: "x" } },
  { type: "init", session_id: "s", model: "g" },
  { type: "message", role: "assistant", content: "x", delta: true },
  { type: "tool_use", tool_name: "t", tool_id: "i" },
  { type: "tool_result", tool_id: "i", status: "error" },
  { type: "result", status: "success" },
  { type: "text", sessionID: "s", part: { id: "p", text: "x", time: { end: 1 } } },
  { type: "step_finish", sessionID: "s", part: {} },
  { type: "message.updated", properties: { info: { id: "m", role: "user", sessionID: "s" } } },
  {
    type: "message.part.updated",
    properties: { part: { id: "p", type: "text", text: "x", sessionID: "s" } },
  },
  { type: "permission.asked", properties: { id: "p", sessionID: "s" } },
  { type: "session.next.text.started", properties: { sessionID: "s", assistantMessageID: "m", textID: "t" } },
  { type: "session.next.text.delta", properties: { sessionID: "s", delta: "x" } },
  { type: "session.next.text.ended", properties: { sessionID: "s", assistantMessageID: "m", text: "x" } },
  { type: "streamlined_text", text: "x", session_id: "s" },
  { type: "done", sessionID: "s", reason: "idle" },
];
const shaped = fc
  .tuple(fc.constantFrom(...SHAPES), line, fc.nat(2))
  .map(([shape, members, how]) =>
    how === 0 ? shape : how === 1 ? { ...shape, ...members } : { ...members, ...shape },
  );

const eventsOf = (reading: Reading): readonly AgentEvent[] => {
  if (typeof reading === "string") return [];
  return "kind" in reading ? [reading] : reading;
};

test("whatever an object holds, its reading is made of events or says why not", () => {
  const names = Object.keys(FORMATS) as FormatName[];
  const kinds = new Set<string>();
  fc.assert(
    fc.property(fc.oneof(line, shaped, shaped), fc.constantFrom(...names), (object, name) => {
      const parsed: unknown = JSON.parse(JSON.stringify(object));
      if (!isJsonObject(parsed)) throw new Error("not an object");
      const reading = FORMATS[name]().read(parsed);
      if (typeof reading === "string") {
        kinds.add(reading);
        expect(["silent", "misshapen", "unknown"]).toContain(reading);
      }
      for (const event of eventsOf(reading)) {
        kinds.add(event.kind);
        expect(AgentEvent.parse(event)).toEqual(event);
      }
    }),
    { numRuns: 10_000, seed: 1 },
  );
  // So that the objects are known to reach every branch.
  const all = AgentEvent.options.map((option) => option.shape.kind.value);
  expect([...kinds].sort()).toEqual([...all, "misshapen", "silent", "unknown"].sort());
});

test("whatever JSON the lines are, nothing is thrown, and ids count the utterances", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(shaped, line, fc.jsonValue()), { maxLength: 10 }),
      fc.constantFrom("main", "all", "explore"),
      (objects, agents) => {
        const { utterances } = readChunks([linesOf(...objects)], {
          agents,
          announce: ["tools", "errors", "permission"],
        });
        expect(utterances.map(({ id }) => id)).toEqual(utterances.map((_, n) => n));
      },
    ),
    { numRuns: 10_000 },
  );
});
