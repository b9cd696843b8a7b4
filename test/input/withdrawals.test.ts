import { describe, expect, test } from "bun:test";
import { assistant, envelope, result, start, stream, streamed } from "./claude_lines.ts";
import { linesOf, readerOf, readObjects, spoken, textDelta, utterancesOf } from "./reading.ts";

describe("what is withdrawn", () => {
  /** What is left to hear when the reader is asked after each object. */
  function heardOneByOne(...objects: object[]): string[] {
    const reader = readerOf();
    const events = objects.flatMap((object) => reader.push(Buffer.from(linesOf(object))));
    events.push(...reader.end());
    const gone = new Set(events.flatMap((event) => (event.kind === "withdrawn" ? event.ids : [])));
    return utterancesOf(events).flatMap(({ id, text }) => (gone.has(id) ? [] : [text]));
  }
  const retract = (...uuids: string[]) => ({
    type: "system",
    subtype: "model_refusal_fallback",
    retracted_message_uuids: uuids,
    ...envelope({}),
  });
  const begin = (id: string) => [stream({ type: "message_start", message: { id } }), start(0)];

  test.each<[string, object[], string[]]>([
    [
      "before it comes",
      [...begin("m1"), retract("m1"), stream(textDelta("One. Two.")), assistant("m1", ["One. Two."])],
      [],
    ],
    [
      "while it comes",
      [...begin("m1"), stream(textDelta("One. Tw")), retract("m1"), stream(textDelta("o. Three."))],
      [],
    ],
    [
      "and comes whole after that",
      [...streamed("m1", ["One."]), retract("m1"), assistant("m1", ["One."])],
      [],
    ],
    ["after it came", [assistant("m1", ["One."], { uuid: "u1" }), retract("u1")], []],
    [
      "and said again by its replacement",
      [
        assistant("m1", ["One. Two."], { uuid: "u1" }),
        { ...assistant("m2", ["One. Three."], { uuid: "u2" }), supersedes: ["u1"] },
        retract("u1"),
        result("One. Three."),
      ],
      ["One.", "Three."],
    ],
    [
      "leaves other blocks of its message alone",
      [
        assistant("m1", ["One."], { uuid: "u1" }),
        assistant("m1", ["Two."], { uuid: "u2" }),
        retract("u1", "unknown"),
      ],
      ["Two."],
    ],
    [
      "is silent in all its blocks when the message is named",
      [assistant("m1", ["One."], { uuid: "u1" }), assistant("m1", ["Two."], { uuid: "u2" }), retract("m1")],
      [],
    ],
  ])("%s", (_, objects, expected) => {
    expect(spoken(readObjects(...objects))).toEqual(expected);
    expect(heardOneByOne(...objects)).toEqual(expected);
  });
});
