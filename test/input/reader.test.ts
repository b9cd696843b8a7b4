import { describe, expect, test } from "bun:test";
import { linesOf, readChunks, readerOf, readObjects, spoken, textDelta, utterancesOf } from "./reading.ts";

const HELLO = { type: "assistant", content: [{ type: "text", text: "Hello" }] };

describe("shapes of a message", () => {
  test.each<[object]>([
    [HELLO],
    [{ type: "assistant", message: { role: "assistant", content: [{ type: "text", text: "Hello" }] } }],
    [{ type: "assistant", message: { content: "Hello" } }],
    [{ type: "message", role: "assistant", id: "m", content: [{ type: "text", text: "Hello" }] }],
    [{ type: "message", message: { role: "assistant", content: [{ type: "text", text: "Hello" }] } }],
    [{ type: "text", content: [{ type: "text", text: "Hello" }] }],
    [{ role: "assistant", content: "Hello" }],
    [{ content: [{ type: "text", text: "Hello" }] }],
    [{ type: "result", subtype: "success", result: "Hello" }],
    [[{ type: "system", subtype: "init" }, HELLO, { type: "result", result: "Hello" }]],
    [
      {
        type: "assistant",
        message: { id: 7, content: [null, 5, { type: "text" }, { type: "text", text: "Hello" }] },
      },
    ],
  ])("%j", (object) => {
    expect(spoken(readObjects(object))).toEqual(["Hello"]);
  });
});

test("bare events of the Messages API are read", () => {
  const read = readObjects(
    { type: "message_start", message: { id: "m1", role: "assistant", content: [] } },
    { type: "ping" },
    { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "Hidden." } },
    { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "x" } },
    { type: "content_block_stop", index: 0 },
    { type: "content_block_start", index: 1, content_block: { type: "text", text: "Hel" } },
    textDelta("lo! I can he", 1),
    textDelta("lp. Let me see", 1),
    { type: "content_block_stop", index: 1 },
    { type: "content_block_start", index: 2, content_block: { type: "tool_use", name: "Read", input: {} } },
    { type: "content_block_delta", index: 2, delta: { type: "input_json_delta", partial_json: '{"a":' } },
    { type: "content_block_stop", index: 2 },
    { type: "message_delta", delta: { stop_reason: "end_turn" } },
    { type: "message_stop" },
  );
  expect(spoken(read)).toEqual(["Hello!", "I can help.", "Let me see"]);
  expect(read.skips).toEqual([]);
});

test("known kinds that are never spoken are silent and not counted", () => {
  const read = readObjects(
    { type: "system", subtype: "status" },
    { type: "user", message: { role: "user", content: "Do not read me." } },
    { role: "user", content: [{ type: "tool_result", content: "Nor me." }] },
    { type: "assistant", message: { content: [{ type: "thinking", thinking: "Nor this." }] } },
    {
      type: "assistant",
      message: { content: [{ type: "tool_use", name: "Bash", input: { command: "no" } }] },
    },
    { type: "rate_limit_event" },
    { type: "stream_event", event: { type: "ping" } },
    { type: "result", subtype: "error_max_turns", errors: ["none"] },
  );
  expect(read).toEqual({ utterances: [], skips: [] });
});

test("what cannot be used is counted, and the rest is spoken", () => {
  const read = readChunks([
    `${linesOf(HELLO)}{"type":"assistant","content":[{"ty\n[broken\n${linesOf(
      { type: "brand_new" },
      { no_type: "value" },
      { type: "stream_event", event: { type: "brand_new" } },
      { type: "assistant", message: { content: 5 } },
      [1],
      HELLO,
    )}plain words\n`,
  ]);
  expect(spoken(read)).toEqual(["Hello", "Hello"]);
  expect(read.skips).toEqual([
    'malformed: {"type":"assistant","content":[{"ty',
    "malformed: [broken",
    'unknown-kind: type "brand_new"',
    "unknown-kind: members no_type",
    'unknown-kind: type "stream_event"',
    'malformed: type "assistant"',
    "unknown-kind: [1]",
    "plain-after-json: plain words",
  ]);
});

test("damaged characters are left out and counted, and the line around them is used", () => {
  const line = Buffer.from(linesOf({ type: "assistant", content: "Good ? day. Fine." }));
  line[line.indexOf("?")] = 0xff;
  const read = readChunks([line]);
  expect(spoken(read)).toEqual(["Good day.", "Fine."]);
  expect(read.skips).toHaveLength(1);
  expect(read.skips[0]).toStartWith("invalid-utf8");
  const genuine = readChunks([linesOf({ type: "assistant", content: "Good \ufffd day." })]);
  expect([spoken(genuine), genuine.skips]).toEqual([["Good day."], []]);
});

test("a very long line is read", () => {
  const read = readObjects({ type: "user", message: { content: "x".repeat(5_000_000) } }, HELLO, {
    type: "assistant",
    message: { content: "word ".repeat(1_000_000) },
  });
  const words = spoken(read).slice(1).join(" ").split(" ");
  expect([spoken(read)[0], words.length]).toEqual(["Hello", 1_000_000]);
});

describe("plain text", () => {
  test("ends a sentence with each line, and code may span lines", () => {
    const text = 'One. Two\nthree\n\n```\nx = 1\ny = 2\n```\n42\n"quoted"\nend';
    const expected = ["One.", "Two", "three", "<コード、2行>", "42", '"quoted"', "end"];
    expect(spoken(readChunks([text]))).toEqual(expected);
    expect(spoken(readChunks([text], { input: "text" }))).toEqual(expected);
  });

  test("is spoken until the first agent object", () => {
    const read = readChunks([`Before.\n${linesOf({ log: 1 })}Still before.\n${linesOf(HELLO)}After.\n`]);
    expect(spoken(read)).toEqual(["Before.", "Still before.", "Hello"]);
    expect(read.skips).toEqual(["unknown-kind: members log", "plain-after-json: After."]);
  });

  test("that looks like broken JSON is spoken only where all is text", () => {
    expect(spoken(readChunks(["[note] one\n{two\n"]))).toEqual([]);
    expect(spoken(readChunks(["[note] one\n{two\n"], { input: "text" }))).toEqual(["[note] one", "{two"]);
    expect(spoken(readChunks([linesOf(HELLO)], { input: "text" }))).toHaveLength(1);
  });

  test("is never spoken where only an agent's lines are wanted", () => {
    const read = readChunks([`Before.\n\n${linesOf(HELLO)}`], { input: "claude" });
    expect([spoken(read), read.skips]).toEqual([["Hello"], ["plain-after-json: Before."]]);
  });
});

describe("an utterance comes", () => {
  /** How many utterances each chunk made certain, and when their last characters had come. */
  function arrivals(...chunks: string[]) {
    let clock = 0;
    const reader = readerOf({ now: () => clock });
    const counts = chunks.map((chunk) => {
      clock += 10;
      return utterancesOf(reader.push(Buffer.from(chunk))).map(
        ({ text, received_ms }) => `${text} ${received_ms}`,
      );
    });
    return [...counts, utterancesOf(reader.end()).map(({ text, received_ms }) => `${text} ${received_ms}`)];
  }
  const delta = (text: string) => linesOf(textDelta(text));

  test("when the next sentence begins, stamped with its own last character", () => {
    expect(arrivals(delta("It is"), delta(" done."), delta(" "), delta("N"), delta("ext"))).toEqual([
      [],
      [],
      [],
      ["It is done. 20"],
      [],
      ["Next 50"],
    ]);
  });

  test("when code or a link begins, before it is known where that ends", () => {
    expect(arrivals(delta("Fixed. "), delta("`par"), delta("se` works"))).toEqual([
      [],
      ["Fixed. 10"],
      [],
      ["parse works 30"],
    ]);
    expect(arrivals(delta("Fixed. "), delta("[see"), delta(" this](x)"))).toEqual([
      [],
      ["Fixed. 10"],
      [],
      ["see this 30"],
    ]);
  });

  test("at the end of its block, item or paragraph", () => {
    expect(arrivals(delta("Done."), linesOf({ type: "content_block_stop", index: 0 }))).toEqual([
      [],
      ["Done. 10"],
      [],
    ]);
    expect(arrivals(delta("- one"), delta("\n"), delta("- "), delta("two\n"), delta("\n"))).toEqual([
      [],
      [],
      [],
      ["one 10"],
      ["two 40"],
      [],
    ]);
    expect(arrivals(delta("Head:"), delta("\n\n"))).toEqual([[], ["Head: 10"], []]);
  });

  test("at once when its end needs nothing more", () => {
    expect(arrivals(linesOf(HELLO))).toEqual([["Hello 10"], []]);
    expect(arrivals(delta("Really? "), delta("終わり。次"))).toEqual([
      ["Really? 10"],
      ["終わり。 20"],
      ["次 20"],
    ]);
    expect(arrivals("One line. Two", "\n")).toEqual([[], ["One line. 10", "Two 10"], []]);
  });

  test("with the chunk that held the last byte of its line", () => {
    const line = linesOf(HELLO);
    expect(arrivals(line.slice(0, 20), line.slice(20, -1), "\n")).toEqual([[], [], ["Hello 20"], []]);
  });

  test("when code has ended, as a notice", () => {
    expect(arrivals(delta("```\na\n"), delta("b\n```"), delta("\n"))).toEqual([
      [],
      [],
      ["コード、2行 20"],
      [],
    ]);
  });
});

describe("the sentence that is arriving", () => {
  const cases: [string, string][] = [
    ["The tests pa", "The tests "],
    ["The tests pass.", "The tests pass."],
    ["The tests pass. ", "The tests pass. "],
    ["The tests pass. No", ""],
    ["The file is `a.ts`", "The file is "],
    ["The file is `a.ts`.", "The file is a.ts."],
    ["It is v1.", "It is v1."],
    ["It is v1.2", "It is "],
    ["Is it **done**?", "Is it done?"],
    ["See <!-- not this.", "See "],
  ];
  test.each(cases)("of %j is %j", (text, open) => {
    const reader = readerOf();
    reader.push(Buffer.from(linesOf(textDelta(text))));
    expect(reader.open).toBe(open);
  });
});

describe("sentences that were open when they were dropped", () => {
  function withDrop(before: string[], after: string[]): string[] {
    const reader = readerOf();
    const push = (chunk: string) => utterancesOf(reader.push(Buffer.from(chunk))).map(({ text }) => text);
    const first = before.flatMap(push);
    reader.dropOpen();
    return [...first, "|", ...after.flatMap(push), ...utterancesOf(reader.end()).map(({ text }) => text)];
  }
  const delta = (text: string) => linesOf(textDelta(text));

  test.each<[string, string[], string[], string[]]>([
    ["are not finished later", [delta("One. Tw")], [delta("o goes on. Three.")], ["One.", "|", "Three."]],
    [
      "are not repeated by the whole message",
      [delta("One. Tw")],
      [linesOf({ type: "assistant", content: "One. Two." })],
      ["One.", "|"],
    ],
    [
      "are silent even when cut for length",
      [delta("Tw")],
      [delta(`o${" word".repeat(60)}. Three.`)],
      ["|", "Three."],
    ],
    ["are over with their paragraph", [delta("One")], [delta(" two\n\nThree")], ["|", "Three"]],
    [
      "count even while their first characters are held back",
      [delta("`co")],
      [delta("de` one. Two.")],
      ["|", "Two."],
    ],
    [
      "leave a line of JSON alone",
      [delta("One. ").slice(0, 30)],
      [delta("One. ").slice(30), delta("Two.")],
      ["|", "One.", "Two."],
    ],
    [
      "include the plain line that is arriving",
      ["One.\nTwo"],
      [" goes on.\nThree.\n"],
      ["One.", "|", "Three."],
    ],
    ["leave what comes after them alone", [delta("One. ")], [delta("Two.")], ["|", "Two."]],
  ])("%s", (_, before, after, expected) => {
    expect(withDrop(before, after)).toEqual(expected);
  });
});
