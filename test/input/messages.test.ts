import { describe, expect, test } from "bun:test";
import { assistant, result, start, stream, streamed } from "./claude_lines.ts";
import { linesOf, readChunks, readObjects, spoken, textDelta } from "./reading.ts";

const TEXTS_AROUND_TOOL = [
  { type: "text", text: "OK." },
  { type: "tool_use", id: "t1", name: "Bash", input: {} },
  { type: "text", text: "OK." },
];

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
    [
      "when several messages are named by their whole lines only",
      [textDelta("A."), assistant("m1", ["A."]), textDelta("B."), assistant("m2", ["B."]), result("B.")],
      ["A.", "B."],
    ],
    [
      "when the next message begins without saying so, and never comes whole",
      [textDelta("A."), assistant("m1", ["A."]), textDelta("B."), result("B.")],
      ["A.", "B."],
    ],
    [
      "when the repetitions have other white space inside",
      [textDelta("Hello  you.\nBye."), assistant("m1", ["Hello you. Bye."]), result("Hello you.\n\nBye.")],
      ["Hello you.", "Bye."],
    ],
    [
      "when it is whole before its last deltas",
      [
        stream({ type: "message_start", message: { id: "m1" } }),
        start(0),
        stream(textDelta("Hello. B")),
        assistant("m1", ["Hello. Bye. End."]),
        stream(textDelta("ye.")),
        stream(textDelta(" End.")),
      ],
      ["Hello.", "Bye.", "End."],
    ],
    [
      "when it is whole before all of its deltas, which have neither ids nor indexes",
      [
        assistant("m1", ["One. Two."]),
        stream({ type: "message_start", message: { id: "m1" } }),
        { type: "content_block_delta", delta: { type: "text_delta", text: "One. T" } },
        { type: "content_block_delta", delta: { type: "text_delta", text: "wo." } },
      ],
      ["One.", "Two."],
    ],
    [
      "when a result is made of several blocks",
      [assistant("m1", ["One."]), assistant("m1", ["Two."]), result("One.\n\nTwo.")],
      ["One.", "Two."],
    ],
    [
      "when a result is cut short",
      [
        assistant("m1", ["A first rather long sentence. A second one."]),
        result("A first rather long sentence. A sec…"),
      ],
      ["A first rather long sentence.", "A second one."],
    ],
    [
      "when all of its blocks come whole in one line",
      [
        stream({ type: "message_start", message: { id: "m1" } }),
        stream(textDelta("OK. Go.")),
        start(1, "tool_use"),
        stream(textDelta("OK.", 2)),
        {
          ...assistant("m1", [], { uuid: "u1" }),
          message: {
            id: "m1",
            content: [{ type: "text", text: "OK. Go." }, TEXTS_AROUND_TOOL[1], { type: "text", text: "OK." }],
          },
        },
      ],
      ["OK.", "Go.", "OK."],
    ],
    [
      "when the line of another message comes between its start and its deltas",
      [
        stream({ type: "message_start", message: { id: "m1" } }),
        assistant("m0", ["Zero."]),
        stream(textDelta("One.")),
        assistant("m1", ["One."]),
      ],
      ["Zero.", "One."],
    ],
    [
      "when a line with a tool between its texts was written twice",
      [
        { ...assistant("m1", []), uuid: "u1", message: { id: "m1", content: TEXTS_AROUND_TOOL } },
        { ...assistant("m1", []), uuid: "u1", message: { id: "m1", content: TEXTS_AROUND_TOOL } },
      ],
      ["OK.", "OK."],
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

  test.each<[string, object[], string[]]>([
    ["its deltas", [textDelta("One. Two"), result("One. Two. Three.")], ["One.", "Two.", "Three."]],
    [
      "its deltas in a block that is over",
      [...streamed("m1", ["One."]), result("One. Two.")],
      ["One.", "Two."],
    ],
    ["its whole line", [assistant("m1", ["One."]), result("One. Two.")], ["One.", "Two."]],
  ])("and the rest of it when the result is longer than %s", (_, objects, expected) => {
    expect(spoken(readObjects(...objects))).toEqual(expected);
  });

  test("and a result that is like nothing heard, where a line was lost; else it is no words of the assistant", () => {
    const before = linesOf(assistant("m1", ["Let me check."]));
    const after = linesOf(result("All is well. Nothing to do."));
    const damaged = linesOf(assistant("m2", ["All is well. Nothing to do."])).slice(0, -9);
    const all = ["Let me check.", "All is well.", "Nothing to do."];
    expect(spoken(readChunks([before, damaged, "\n", after]))).toEqual(all);
    expect(spoken(readChunks([before, after]))).toEqual(all.slice(0, 1));
  });

  test("and a turn that stopped early has no result", () => {
    const stopped = { ...result("Aborted."), subtype: "error_during_execution", is_error: true };
    expect(spoken(readObjects(stopped))).toEqual([]);
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
    ["in two blocks of one line", [assistant("m1", ["OK.", "OK."])], ["OK.", "OK."]],
    ["in two blocks of one line without any id", [assistant(null, ["OK.", "OK."])], ["OK.", "OK."]],
    [
      "around a tool in a line without any id",
      [{ type: "assistant", content: TEXTS_AROUND_TOOL }],
      ["OK.", "OK."],
    ],
    [
      "in two streamed messages without ids",
      [textDelta("Same."), assistant(null, ["Same."]), textDelta("Same."), assistant(null, ["Same."])],
      ["Same.", "Same."],
    ],
    [
      "where a block begins by chance like one that came whole",
      [
        stream({ type: "message_start", message: { id: "m1" } }),
        assistant("m1", ["One. Two."]),
        start(2),
        stream(textDelta("One", 2)),
        stream(textDelta(" more.", 2)),
      ],
      ["One.", "Two.", "One more."],
    ],
    [
      "and their whole lines may come in another order",
      [
        stream({ type: "message_start", message: { id: "m1" } }),
        stream(textDelta("OK. Go.")),
        stream(textDelta("OK.", 1)),
        assistant("m1", ["OK."]),
        assistant("m1", ["OK. Go."]),
      ],
      ["OK.", "Go.", "OK."],
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
