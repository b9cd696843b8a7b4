import { describe, expect, test } from "bun:test";
import type { Announcement } from "../../../src/input/announcer.ts";
import { linesOf, readChunks } from "../reading.ts";

const ALL: readonly Announcement[] = ["tools", "errors", "permission"];
const WAITS = "許可を待っています";
const DENIED = "許可されませんでした";
const TOOL_FAILED = "ツールでエラーが起きました";
const FAILED = "エラーが起きました";

const of = { session_id: "s1", parent_tool_use_id: null };

function heard(objects: readonly object[], announce: readonly Announcement[] = ALL): string[] {
  const init = { type: "system", subtype: "init", ...of };
  return readChunks([linesOf(init, ...objects)], { announce }).utterances.map(({ text }) => text);
}

const use = (id: string | undefined, name: string) => ({ type: "tool_use", id, name, input: {} });
const assistant = (...content: object[]) => ({ type: "assistant", ...of, message: { content } });
const text = (said: string) => ({ type: "text", text: said });
const begins = (block: object) => ({
  type: "stream_event",
  ...of,
  event: { type: "content_block_start", index: 0, content_block: block },
});
const result = (id: string, is_error: boolean) => ({
  type: "user",
  ...of,
  message: { role: "user", content: [{ type: "tool_result", tool_use_id: id, content: "x", is_error }] },
});
const asks = (tool_use_id: string) => ({
  type: "control_request",
  request_id: "r",
  request: { subtype: "can_use_tool", tool_name: "Bash", tool_use_id },
});
const state = (state: string) => ({ type: "system", subtype: "session_state_changed", state, ...of });
const stopped = { type: "result", subtype: "error_max_turns", is_error: true, errors: ["x"], ...of };
const failed = { ...assistant(text("API Error.")), error: "overloaded" };
const notification = {
  hook_event_name: "Notification",
  notification_type: "permission_prompt",
  session_id: "s1",
};

describe("announced once each", () => {
  test.each<[string, object[], string[]]>([
    [
      "a tool, told when it begins and whole",
      [begins(use("t1", "Bash")), assistant(use("t1", "Bash"))],
      ["ツール、Bash"],
    ],
    [
      "equal tools used twice",
      [assistant(use("t1", "Bash"), use("t2", "Bash"))],
      ["ツール、Bash", "ツール、Bash"],
    ],
    [
      "tools without ids",
      [assistant(use(undefined, "Read")), assistant(use(undefined, "Read"))],
      ["ツール、Read", "ツール、Read"],
    ],
    [
      "a tool of a server, by its own name",
      [assistant(use("t1", "mcp__git_hub__create_pull_request"))],
      ["ツール、create_pull_request"],
    ],
    [
      "a tool that the server uses",
      [begins({ type: "server_tool_use", id: "s", name: "web_search", input: {} })],
      ["ツール、web_search"],
    ],
    [
      "a tool between two texts",
      [assistant(text("One."), use("t1", "Bash"), text("Two."))],
      ["One.", "ツール、Bash", "Two."],
    ],
    ["a tool that fails", [result("t1", true), result("t1", true), result("t2", false)], [TOOL_FAILED]],
    ["a turn that fails, told in two lines", [failed, stopped], ["API Error.", FAILED]],
    ["each of two turns that fail", [stopped, stopped], [FAILED, FAILED]],
    ["a wait, told with and without what for", [asks("t1"), state("requires_action")], [WAITS]],
    ["a wait, told the other way round", [state("requires_action"), asks("t1")], [WAITS]],
    ["waits for two tools", [asks("t1"), state("requires_action"), asks("t2")], [WAITS, WAITS]],
    ["a wait that is told of twice", [asks("t1"), asks("t1")], [WAITS]],
    ["two waits of which only hooks tell", [notification, notification], [WAITS, WAITS]],
    [
      "a wait after another tool was used",
      [state("requires_action"), assistant(use("t2", "Bash")), state("requires_action")],
      [WAITS, "ツール、Bash", WAITS],
    ],
    [
      "a denial",
      [
        asks("t1"),
        { type: "system", subtype: "permission_denied", tool_name: "Bash", tool_use_id: "t1", ...of },
      ],
      [WAITS, DENIED],
    ],
  ])("%s", (_, objects, expected) => {
    expect(heard(objects)).toEqual(expected);
  });
});

describe("only what is asked for is announced", () => {
  const objects = [
    assistant(use("t1", "Bash")),
    asks("t1"),
    result("t1", true),
    assistant(text("Hm.")),
    stopped,
  ];
  test.each<[Announcement[], string[]]>([
    [[], ["Hm."]],
    [["tools"], ["ツール、Bash", "Hm."]],
    [["errors"], [TOOL_FAILED, "Hm.", FAILED]],
    [["permission"], [WAITS, "Hm."]],
  ])("%j", (announce, expected) => {
    expect(heard(objects, announce)).toEqual(expected);
  });
});

test("other agents' tools and errors are announced, too", () => {
  expect(
    heard([
      { type: "thread.started", thread_id: "x" },
      { type: "item.started", item: { id: "i", type: "command_execution", status: "in_progress" } },
      { type: "item.completed", item: { id: "i", type: "command_execution", status: "failed" } },
      { type: "turn.failed", error: { message: "x" } },
      { type: "thread.started", thread_id: "y" },
      { type: "item.started", item: { id: "i", type: "collab_tool_call", tool: "spawn_agent" } },
    ]),
  ).toEqual(["ツール、コマンド", TOOL_FAILED, FAILED, "ツール、spawn_agent"]);
  expect(
    heard([
      { type: "permission.asked", properties: { id: "p1", sessionID: "s" } },
      { type: "permission.replied", properties: { requestID: "p1", sessionID: "s", reply: "reject" } },
      { type: "session.next.tool.called", properties: { sessionID: "s", callID: "c", tool: "bash" } },
      { type: "session.next.tool.failed", properties: { sessionID: "s", callID: "c" } },
      { type: "session.next.step.failed", properties: { sessionID: "s" } },
    ]),
  ).toEqual([WAITS, DENIED, "ツール、bash", TOOL_FAILED, FAILED]);
});

test("a notice names the session, also where its line does not", () => {
  const { utterances } = readChunks([linesOf(assistant(text("One.")), asks("t1"))], { announce: ALL });
  expect(utterances.map(({ kind, session }) => [kind, session])).toEqual([
    ["text", "s1"],
    ["notice", "s1"],
  ]);
});
