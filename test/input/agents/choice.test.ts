import { describe, expect, test } from "bun:test";
import { linesOf, readChunks, readerOf } from "../reading.ts";

const TASK = "toolu_01Task";

function said(text: string, more: object = {}): object {
  return { type: "assistant", session_id: "s1", message: { content: [{ type: "text", text }] }, ...more };
}

const use = {
  type: "assistant",
  session_id: "s1",
  message: {
    content: [{ type: "tool_use", id: TASK, name: "Task", input: { subagent_type: "code-reviewer" } }],
  },
};
const started = {
  type: "system",
  subtype: "task_started",
  task_id: "b42",
  tool_use_id: TASK,
  subagent_type: "code-reviewer",
  session_id: "s1",
};

/** A main agent and two subagents, told in one of several ways. */
const STREAMS: Readonly<Record<string, object[]>> = {
  "a tool use that names the kind": [
    use,
    said("Sub.", { parent_tool_use_id: TASK }),
    said("Other.", { parent_tool_use_id: "toolu_02" }),
    said("Main.", { parent_tool_use_id: null }),
  ],
  "a task that names the kind": [
    started,
    said("Sub.", { parent_tool_use_id: TASK }),
    said("Other.", { parent_tool_use_id: "toolu_02" }),
    said("Main."),
  ],
  "lines that name the kind themselves": [
    said("Sub.", { parent_tool_use_id: TASK, subagent_type: "code-reviewer", agent_id: "b42" }),
    said("Other.", { parent_tool_use_id: "toolu_02", subagent_type: "Explore" }),
    said("Main."),
  ],
  "lines of an agent in the background": [
    said("Sub.", { parent_tool_use_id: null, subagent_type: "code-reviewer", agent_id: TASK }),
    said("Other.", { parent_tool_use_id: null, subagent_type: "Explore", agent_id: "b43" }),
    said("Main.", { parent_tool_use_id: null }),
  ],
};

describe.each(Object.keys(STREAMS))("told by %s", (name) => {
  const stream = linesOf(...(STREAMS[name] ?? []));
  test.each([
    ["main", ["Main."]],
    ["all", ["Sub.", "Other.", "Main."]],
    ["ALL", ["Sub.", "Other.", "Main."]],
    ["code-reviewer", ["Sub."]],
    ["Code-Reviewer", ["Sub."]],
    [TASK, ["Sub."]],
    ["nobody", []],
  ])("--agents %s", (agents, expected) => {
    expect(readChunks([stream], { agents }).utterances.map(({ text }) => text)).toEqual(expected);
  });
});

test("a subagent's utterance names the agent, by the tool use that started it", () => {
  const { utterances } = readChunks([linesOf(...(STREAMS["a task that names the kind"] ?? []))], {
    agents: "all",
  });
  expect(utterances.map(({ agent, session }) => [agent, session])).toEqual([
    [TASK, "s1"],
    ["toolu_02", "s1"],
    ["main", "s1"],
  ]);
});

test("a subagent may be asked for by its task", () => {
  const stream = linesOf(started, said("Sub.", { parent_tool_use_id: TASK }));
  expect(readChunks([stream], { agents: "b42" }).utterances).toHaveLength(1);
});

test.each<[string, string[]]>([
  ["main", []],
  ["sidechain", ["Side."]],
  ["all", ["Side.", "Named."]],
  ["a7c", ["Named."]],
])("side chains of a session file with --agents %s", (agents, expected) => {
  const stream = linesOf(
    said("Side.", { isSidechain: true }),
    said("Named.", { isSidechain: true, agentId: "a7c" }),
  );
  expect(readChunks([stream], { agents }).utterances.map(({ text }) => text)).toEqual(expected);
});

test.each<[string, string[]]>([
  ["main", ["Main."]],
  ["explore", ["Sub."]],
  ["ses_2", ["Sub."]],
  ["all", ["Sub.", "Main."]],
])("sessions that another session started, with --agents %s", (agents, expected) => {
  const event = (type: string, properties: object) => ({ type, properties });
  const text = (id: string, sessionID: string, text: string) =>
    event("message.part.updated", {
      part: { id, sessionID, messageID: `m_${id}`, type: "text", text, time: { start: 1, end: 2 } },
    });
  const stream = linesOf(
    event("session.created", { info: { id: "ses_2", parentID: "ses_1" } }),
    event("message.updated", {
      info: { id: "m_p1", sessionID: "ses_2", role: "assistant", mode: "explore" },
    }),
    text("p1", "ses_2", "Sub."),
    text("p2", "ses_1", "Main."),
  );
  expect(readChunks([stream], { agents }).utterances.map(({ text }) => text)).toEqual(expected);
});

test("what an agent that is not wanted does is neither announced nor does it interrupt", () => {
  const stream = linesOf(
    {
      type: "assistant",
      parent_tool_use_id: TASK,
      message: { content: [{ type: "tool_use", id: "t", name: "Grep" }] },
    },
    { type: "user", parent_tool_use_id: TASK, message: { role: "user", content: "Look there." } },
    said("Main."),
  );
  const { utterances } = readChunks([stream], { announce: ["tools", "errors", "permission"] });
  expect(utterances.map(({ text }) => text)).toEqual(["Main."]);
});

test("what a subagent is called is told once, before its first words", () => {
  const reader = readerOf({ agents: "all" });
  const line = { parent_tool_use_id: TASK, subagent_type: "code-reviewer" };
  const stream = linesOf(said("One.", line), said("Two.", { ...line, agent_id: "b42" }));
  const told = reader.push(Buffer.from(stream)).map((event) => {
    if (event.kind === "named") return `${event.agent} is ${event.name}`;
    return event.kind === "utterance" ? event.utterance.text : event.kind;
  });
  expect(told).toEqual([`${TASK} is code-reviewer`, "One.", `${TASK} is b42`, "Two."]);
});
