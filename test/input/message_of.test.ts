import { expect, test } from "bun:test";
import fc from "fast-check";
import type { InputEvent } from "../../src/input/input_event.ts";
import type { ReaderOptions } from "../../src/input/reader.ts";
import { assistant, envelope, result, start, stream, streamed } from "./claude_lines.ts";
import { linesOf, readerOf, textDelta } from "./reading.ts";

/** What is spoken, in groups: neighbours of the same message. */
function groups(events: readonly InputEvent[]): string[][] {
  const grouped: { message: number; texts: string[] }[] = [];
  for (const event of events) {
    if (event.kind !== "utterance") continue;
    const last = grouped.at(-1);
    if (last?.message === event.message) last.texts.push(event.utterance.text);
    else grouped.push({ message: event.message, texts: [event.utterance.text] });
  }
  return grouped.map(({ texts }) => texts);
}

function read(text: string, options: Partial<ReaderOptions> = {}): InputEvent[] {
  const reader = readerOf(options);
  return [...reader.push(Buffer.from(text)), ...reader.end()];
}

const messagesOf = (events: readonly InputEvent[]) =>
  events.flatMap((event) => (event.kind === "utterance" ? [event.message] : []));

test("what is cut from one block of text is one message, named by the id of its first utterance", () => {
  const events = read(
    linesOf(
      ...streamed("m1", ["I look. I fi", "nd. I mend."]),
      ...streamed("m2", ["It works. See."]),
      assistant("m3", ["Done. Bye."]),
      result("Done. Bye. Really."),
    ),
  );
  expect(groups(events)).toEqual([
    ["I look.", "I find.", "I mend."],
    ["It works.", "See."],
    ["Done.", "Bye.", "Really."],
  ]);
  expect(messagesOf(events)).toEqual([0, 0, 0, 3, 3, 5, 5, 5]);
});

test("a message that another agent's interrupts goes on as the same", () => {
  const child = { parent: "task" };
  const events = read(
    linesOf(
      ...streamed("m1", ["One. Two."]).slice(0, 3),
      ...streamed("c1", ["Hello. There."], child),
      stream(textDelta(" Three.")),
    ),
    { agents: "all" },
  );
  expect(messagesOf(events)).toEqual([0, 1, 1, 0, 0]);
});

test("a remark of ours is a message of its own", () => {
  const use = { type: "tool_use", id: "t1", name: "Bash", input: {} };
  const events = read(
    linesOf(
      assistant("m1", ["One. Two."]),
      { type: "assistant", message: { id: "m1", content: [use] }, session_id: "s1" },
      assistant("m2", ["Three."]),
    ),
    { announce: ["tools"] },
  );
  expect(groups(events)).toEqual([["One.", "Two."], ["ツール、Bash"], ["Three."]]);
});

test("what is told of a block's code and languages belongs to its message", () => {
  const events = read(linesOf(assistant("m1", ["See.\n\n```ts\na\nb\n```\n\nПривет, это просто.\n"])));
  expect(groups(events)).toHaveLength(1);
  expect(messagesOf(events).length).toBeGreaterThan(3);
});

test.each<[string, string[][]]>([
  ["One. Two.\nThree.\n", [["One.", "Two.", "Three."]]],
  ["One.\nTwo.\n\nThree.\n", [["One.", "Two."], ["Three."]]],
  ["One.\n \t\r\n\n\nTwo.\n\n", [["One."], ["Two."]]],
  ["\n\nOne.\n\nTwo", [["One."], ["Two"]]],
])("plain text %j: a blank line ends a message", (text, expected) => {
  expect(groups(read(text))).toEqual(expected);
  expect(groups(read(text, { input: "text" }))).toEqual(expected);
});

test("plain text is one message up to each blank line, however it is cut into chunks", () => {
  const word = fc.constantFrom(
    "One. ",
    "Two",
    " | a | b |",
    "# Three",
    "`code`",
    "- item",
    "> said",
    "Привет, это просто.",
  );
  const text = fc.array(fc.oneof(word, fc.constant("\n"), fc.constant("\n\n")), {
    maxLength: 30,
    size: "max",
  });
  fc.assert(
    fc.property(text, fc.array(fc.nat(200)), (parts, cuts) => {
      const bytes = Buffer.from(parts.join(""));
      const whole = read(bytes.toString());
      const offsets = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
      const reader = readerOf();
      const cut = offsets.slice(1).flatMap((end, n) => reader.push(bytes.subarray(offsets[n], end)));
      expect([...cut, ...reader.end()]).toEqual(whole);
      const paragraphs = bytes
        .toString()
        .split(/\n\s*\n/)
        .map((paragraph) => groups(read(paragraph, { input: "text" })).flat())
        .filter((spoken) => spoken.length > 0);
      // What a language is called is said once in all.
      const isName = (spoken: string) => !spoken.endsWith("ロシア語");
      expect(groups(whole).map((spoken) => spoken.filter(isName))).toEqual(
        paragraphs.map((spoken) => spoken.filter(isName)),
      );
    }),
  );
});

test("a message is open until its block of text ends", () => {
  const reader = readerOf();
  const push = (...objects: readonly object[]) => {
    reader.push(Buffer.from(linesOf(...objects)));
    return reader.hasOpenMessage;
  };
  const [begin, blockStart, delta, end] = streamed("m1", ["One. Tw"]);
  if (!begin || !blockStart || !delta || !end) throw new Error("a streamed message has four lines");
  expect(push(begin, blockStart)).toBe(false);
  expect(push(delta)).toBe(true);
  expect(push(end)).toBe(false);
  // The message that was given on last has ended, although another one arrives already.
  expect(push(start(1), stream(textDelta("Three is", 1)))).toBe(false);
  expect(push(stream(textDelta(" odd. Four", 1)))).toBe(true);
  expect(push(assistant("m2", ["Five. Six."]))).toBe(false);
  expect(push(...streamed("m3", ["Seven. Ei"]).slice(0, 3))).toBe(true);
  reader.end();
  expect(reader.hasOpenMessage).toBe(false);
});

test("a message that was taken back is not open", () => {
  const reader = readerOf();
  const push = (...objects: readonly object[]) => {
    reader.push(Buffer.from(linesOf(...objects)));
    return reader.hasOpenMessage;
  };
  expect(push(...streamed("m1", ["One. Tw"]).slice(0, 3))).toBe(true);
  const retracted = { subtype: "model_refusal_fallback", retracted_message_uuids: ["m1"] };
  expect(push({ type: "system", ...retracted, ...envelope({}) })).toBe(false);
  expect(push(stream(textDelta("o. Three. Fo")))).toBe(false);
});

test("plain text is open while a line is", () => {
  const reader = readerOf();
  const push = (text: string) => {
    reader.push(Buffer.from(text));
    return reader.hasOpenMessage;
  };
  expect(push("One")).toBe(false);
  expect(push(".\n")).toBe(false);
  expect(push("Tw")).toBe(true);
  expect(push("o.\n")).toBe(false);
  expect(push("\nThr")).toBe(false);
  expect(push("ee.\n")).toBe(false);
  // From here on the lines are an agent's.
  expect(push(linesOf({ type: "system", subtype: "init" }))).toBe(false);
  expect(push('{"type":')).toBe(false);
});
