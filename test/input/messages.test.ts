import { describe, expect, test } from "bun:test";
import { linesOf, readChunks, readObjects, spoken, textDelta } from "./reading.ts";

interface Line {
  session?: string;
  parent?: string | null;
  uuid?: string;
}

function envelope({ session = "s1", parent = null, uuid }: Line): object {
  return { session_id: session, parent_tool_use_id: parent, ...(uuid === undefined ? {} : { uuid }) };
}

function stream(event: object, line: Line = {}): object {
  return { type: "stream_event", event, ...envelope(line) };
}

/** The deltas of one message with a text block, without the lines that repeat it. */
function streamed(id: string, deltas: readonly string[], line: Line = {}, index = 0): object[] {
  return [
    stream({ type: "message_start", message: { id, role: "assistant", content: [] } }, line),
    stream({ type: "content_block_start", index, content_block: { type: "text", text: "" } }, line),
    ...deltas.map((text) => stream(textDelta(text, index), line)),
    stream({ type: "content_block_stop", index }, line),
    stream({ type: "message_stop" }, line),
  ];
}

function assistant(id: string | null, texts: readonly string[], line: Line = {}): object {
  const content = texts.map((text) => ({ type: "text", text }));
  return { type: "assistant", message: { ...(id && { id }), role: "assistant", content }, ...envelope(line) };
}

function result(text: string | undefined, line: Line = {}): object {
  return { type: "result", subtype: "success", is_error: false, result: text, ...envelope(line) };
}

function start(index: number, type = "text"): object {
  return stream({ type: "content_block_start", index, content_block: { type } });
}

describe("each text is spoken once", () => {
  test.each<[string, object[], string[]]>([
    [
      "as deltas, whole and as the result",
      [...streamed("m1", ["Hel", "lo. By", "e."]), assistant("m1", ["Hello. Bye."]), result("Hello. Bye.")],
      ["Hello.", "Bye."],
    ],
    ["whole and as the result", [assistant("m1", ["Hello."]), result("Hello.")], ["Hello."]],
    ["as the result alone", [result("Only here.")], ["Only here."]],
    [
      "as the result of a later turn",
      [assistant("m1", ["One."]), result("One."), result("Two.")],
      ["One.", "Two."],
    ],
    [
      "whole before its block is over",
      [
        stream({ type: "message_start", message: { id: "m1" } }),
        start(0),
        stream(textDelta("Hello. By")),
        assistant("m1", ["Hello. Bye."]),
        stream({ type: "content_block_stop", index: 0 }),
      ],
      ["Hello.", "Bye."],
    ],
    [
      "when its line was written twice",
      [assistant("m1", ["Hi."], { uuid: "u1" }), assistant("m1", ["Hi."], { uuid: "u1" })],
      ["Hi."],
    ],
    [
      "when its line has no message id and was written twice",
      [assistant(null, ["Hi."], { uuid: "u1" }), assistant(null, ["Hi."], { uuid: "u1" })],
      ["Hi."],
    ],
    [
      "when a line repeats the blocks before it",
      [assistant("m1", ["One."], { uuid: "u1" }), assistant("m1", ["One.", "Two."], { uuid: "u2" })],
      ["One.", "Two."],
    ],
    [
      "when the repetition has other white space around it",
      [...streamed("m1", ["\n\nHello. ", "\n"]), assistant("m1", ["Hello."])],
      ["Hello."],
    ],
    [
      "when a blank block was streamed before it",
      [
        stream({ type: "message_start", message: { id: "m1" } }),
        start(0),
        stream(textDelta("\n\n")),
        stream({ type: "content_block_stop", index: 0 }),
        start(1),
        stream(textDelta("Real.", 1)),
        stream({ type: "content_block_stop", index: 1 }),
        assistant("m1", ["\n\n"]),
        assistant("m1", ["Real."]),
      ],
      ["Real."],
    ],
    ["when the stream names no message ids", [textDelta("Hello."), assistant(null, ["Hello."])], ["Hello."]],
    [
      "when only the whole line names its message",
      [textDelta("Hello. B"), assistant("m1", ["Hello. Bye."])],
      ["Hello.", "Bye."],
    ],
  ])("%s", (_, objects, expected) => {
    expect(spoken(readObjects(...objects))).toEqual(expected);
  });

  test("and the rest of it when the whole is longer than its deltas", () => {
    const [open, first, ...rest] = streamed("m1", ["One. Two. "]);
    expect(spoken(readObjects(open, first, rest[0], assistant("m1", ["One. Two. Three."])))).toEqual([
      "One.",
      "Two.",
      "Three.",
    ]);
    expect(
      spoken(readObjects(...streamed("m1", ["One. Two."]), assistant("m1", ["One. Two. Three."]))),
    ).toEqual(["One.", "Two.", "Three."]);
  });

  test("although the line of a delta in its middle was damaged", () => {
    const lines = streamed("m1", [
      "The first sentence is here. ",
      "LOST. ",
      "And the last sentence of all is here.",
    ]).map((object) => linesOf(object));
    const damaged = lines.map((line) => (line.includes("LOST") ? line.replace('"text_delta"', "") : line));
    const whole = linesOf(
      assistant("m1", ["The first sentence is here. LOST. And the last sentence of all is here."]),
    );
    const read = readChunks([...damaged, whole]);
    expect(spoken(read)).toEqual(["The first sentence is here.", "And the last sentence of all is here."]);
    expect(read.skips).toHaveLength(1);
  });
});

describe("texts that are alike but not the same are all spoken", () => {
  test.each<[string, object[], string[]]>([
    [
      "in messages without an id",
      [assistant(null, ["Done."]), assistant(null, ["Done."])],
      ["Done.", "Done."],
    ],
    [
      "in messages of different ids",
      [assistant("m1", ["Done."]), assistant("m2", ["Done."])],
      ["Done.", "Done."],
    ],
    [
      "in two lines of one message",
      [assistant("m1", ["Done."], { uuid: "u1" }), assistant("m1", ["Done."], { uuid: "u2" })],
      ["Done.", "Done."],
    ],
    [
      "in two blocks of one streamed message",
      [
        stream({ type: "message_start", message: { id: "m1" } }),
        start(0),
        stream(textDelta("OK.")),
        stream({ type: "content_block_stop", index: 0 }),
        start(2),
        stream(textDelta("OK.", 2)),
        stream({ type: "content_block_stop", index: 2 }),
        assistant("m1", ["OK."]),
        assistant("m1", ["OK."]),
      ],
      ["OK.", "OK."],
    ],
    [
      "in two turns",
      [...streamed("m1", ["Yes."]), result("Yes."), ...streamed("m2", ["Yes."]), result("Yes.")],
      ["Yes.", "Yes."],
    ],
    [
      "in two sessions",
      [assistant("m1", ["Hi."], { session: "a" }), assistant("m1", ["Hi."], { session: "b" })],
      ["Hi.", "Hi."],
    ],
    [
      "where one is the beginning of the other",
      [assistant("m1", ["One."]), assistant("m2", ["One. Two."])],
      ["One.", "One.", "Two."],
    ],
  ])("%s", (_, objects, expected) => {
    expect(spoken(readObjects(...objects))).toEqual(expected);
  });
});

test("several lines may share a message, each with one finished block", () => {
  const tool = {
    type: "assistant",
    message: { id: "m1", content: [{ type: "tool_use", id: "t", name: "Read", input: {} }] },
  };
  const read = readObjects(
    assistant("m1", ["First."], { uuid: "1" }),
    tool,
    assistant("m1", ["Second."], { uuid: "2" }),
    result("Second."),
  );
  expect(spoken(read)).toEqual(["First.", "Second."]);
});

test("messages of two sessions may be interleaved", () => {
  const a = streamed("m1", ["Alpha one", ". Alpha ", "two."], { session: "a" });
  const b = streamed("m1", ["Beta ", "one. Be", "ta two."], { session: "b" });
  const read = readObjects(...a.flatMap((line, n) => [line, b[n]]));
  const of = (session: string) => read.utterances.filter((u) => u.session === session).map((u) => u.text);
  expect(of("a")).toEqual(["Alpha one.", "Alpha two."]);
  expect(of("b")).toEqual(["Beta one.", "Beta two."]);
  expect(read.utterances.map(({ id }) => id)).toEqual([0, 1, 2, 3]);
});

test("only the main agent is heard, and a subagent's words do not stand for the turn's result", () => {
  const read = readObjects(
    ...streamed("m2", ["Hidden."], { parent: "toolu_1" }),
    assistant("m2", ["Hidden."], { parent: "toolu_1" }),
    { type: "assistant", isSidechain: true, message: { content: [{ type: "text", text: "Hidden." }] } },
    result("The answer."),
  );
  expect(spoken(read)).toEqual(["The answer."]);
  expect(read.utterances[0]).toMatchObject({ agent: "main", session: "s1" });
});

test("a line that names no session belongs to the one that spoke last", () => {
  const read = readObjects(...streamed("m1", ["Hello."], { session: "a" }), {
    type: "assistant",
    message: { id: "m1", content: "Hello." },
  });
  expect(read.utterances).toMatchObject([{ text: "Hello.", session: "a" }]);
});
