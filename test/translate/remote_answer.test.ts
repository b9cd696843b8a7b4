import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { errorOf, modelsOf } from "../../src/remote/answers.ts";
import { AnswerText } from "../../src/translate/remote/answer_text.ts";
import { answerPartOf } from "../../src/translate/remote/answers.ts";
import { Repeated } from "../../src/translate/remote/repeated.ts";
import { serverEvents } from "../../src/translate/remote/server_events.ts";

async function eventsOf(bytes: Uint8Array, cuts: readonly number[]): Promise<string[]> {
  async function* chunks() {
    const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
    let start = 0;
    for (const end of [...ends, bytes.length]) {
      yield bytes.subarray(start, end);
      start = end;
    }
  }
  return Array.fromAsync(serverEvents(chunks()));
}

describe("server-sent events", () => {
  const cases: [string, string, string[]][] = [
    ["LF", "data: 一\n\ndata: 二\n\n", ["一", "二"]],
    ["CR LF", "data: 一\r\n\r\ndata: 二\r\n\r\n", ["一", "二"]],
    ["CR", "data: 一\r\rdata: 二\r\r\n", ["一", "二"]],
    ["comments and other fields", ": ping\n\nevent: message\nid: 3\ndata: 一\nretry: 5\n\n", ["一"]],
    ["several lines of data", "data: 一\ndata: 二\n\n", ["一\n二"]],
    ["no space behind the colon, two behind it", "data:一\n\ndata:  二\n\n", ["一", " 二"]],
    ["a byte order mark", "\ufeffdata: 一\n\n", ["一"]],
    ["an event that the end cuts off", "data: 一\n\ndata: 二\n", ["一"]],
  ];
  test.each(cases)("%s", async (_, text, events) => {
    expect(await eventsOf(Buffer.from(text), [])).toEqual(events);
  });

  test("do not depend on where the bytes are cut", async () => {
    const text = cases.map(([, one]) => one.replace("\ufeff", "")).join("\n\n");
    const whole = await eventsOf(Buffer.from(text), []);
    expect(whole.length).toBeGreaterThan(8);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat()), async (cuts) => {
        expect(await eventsOf(Buffer.from(text), cuts)).toEqual(whole);
      }),
    );
  });
});

describe("the translation within an answer", () => {
  const cases: [string, string][] = [
    ["テストが通りました。", "テストが通りました。"],
    ["  \n テスト", "テスト"],
    ["テスト。\nNote: the tests pass.", "テスト。"],
    ["テスト。\r\n注", "テスト。"],
    ["<think>\n\n</think>\n\nテスト。", "テスト。"],
    ["\n<think>Okay, <b>\nthe user</think>\n<think></think> テスト。\n次", "テスト。"],
    ["<think>thoughts without an end", ""],
    ["<div>を閉じます。", "<div>を閉じます。"],
    ["<", "<"],
    ["<thi", "<thi"],
    ["結果は<think>です。", "結果は<think>です。"],
    ["", ""],
    ["\n\n", ""],
  ];
  test.each(cases)("%j is %j, however it is cut", (answer, translation) => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: answer.length })), (cuts) => {
        const text = new AnswerText();
        let start = 0;
        let found = "";
        for (const end of [...cuts.toSorted((a, b) => a - b), answer.length]) {
          found += text.push(answer.slice(start, end));
          start = Math.max(start, end);
        }
        expect(found + text.end()).toBe(translation);
      }),
    );
  });

  test("is over with its line", () => {
    const text = new AnswerText();
    text.push("\nテスト。");
    expect(text.isOver).toBe(false);
    text.push("\n");
    expect(text.isOver).toBe(true);
    expect(text.push("Note")).toBe("");
  });
});

test("what comes again is left out, and what differs is seen", () => {
  const repeated = new Repeated("テストが");
  expect(repeated.push("テス")).toBe("");
  expect(repeated.isOver).toBe(false);
  expect(repeated.push("トが通")).toBe("通");
  expect(repeated.isOver).toBe(true);
  expect(repeated.push("りました")).toBe("りました");
  expect(new Repeated("テストが").push("テストは")).toBeNull();
});

describe("what servers answer", () => {
  test.each([
    [
      { choices: [{ delta: { role: "assistant", content: null } }] },
      { text: "", isThought: false, isLast: false },
    ],
    [{ choices: [{ delta: { content: "は" } }] }, { text: "は", isThought: false, isLast: false }],
    [
      { choices: [{ delta: { reasoning_content: "Hm" }, finish_reason: null }] },
      { text: "", isThought: true, isLast: false },
    ],
    [
      { choices: [{ delta: { reasoning: "Hm", content: "" } }] },
      { text: "", isThought: true, isLast: false },
    ],
    [{ choices: [{ delta: {}, finish_reason: "length" }] }, { text: "", isThought: false, isLast: true }],
    [
      { choices: [], usage: { total_tokens: 3 } },
      { text: "", isThought: false, isLast: false },
    ],
    [
      { choices: [{ message: { content: "はい。" }, finish_reason: "stop" }] },
      { text: "はい。", isThought: false, isLast: true },
    ],
  ])("%j is a part of an answer", (json, part) => {
    expect(answerPartOf(json)).toEqual(part);
  });

  test.each([
    [undefined],
    [null],
    [3],
    [[]],
    [{}],
    [{ choices: "no" }],
    [{ choices: [{ delta: { content: 3 } }] }],
  ])("%j is none", (json) => {
    expect(answerPartOf(json)).toBeNull();
  });

  test.each([
    // llama-server, OpenAI, Ollama's older texts, FastAPI.
    [
      { error: { code: 400, message: "too long", type: "exceed_context_size_error" } },
      { status: 400, said: "too long" },
    ],
    [{ error: { code: "invalid_api_key", message: "wrong" } }, { status: 0, said: "wrong" }],
    [{ error: "model not found" }, { status: 0, said: "model not found" }],
    [{ detail: "Not Found" }, { status: 0, said: "Not Found" }],
  ])("%j tells of an error", (json, told) => {
    expect(errorOf(json)).toEqual(told);
  });

  test.each([[undefined], [null], ["error"], [{}], [{ error: 3 }], [{ detail: [] }]])(
    "%j tells of none",
    (json) => {
      expect(errorOf(json)).toBeNull();
    },
  );

  test("models are listed in the server's order", () => {
    expect(modelsOf({ data: [{ id: "b" }, { id: "a", object: "model" }] })).toEqual(["b", "a"]);
    expect(modelsOf({ data: [] })).toEqual([]);
    expect(modelsOf({ models: [] })).toBeNull();
  });
});
