import { describe, expect, test } from "bun:test";
import type { JsonObject } from "../../../src/input/events.ts";
import { HookOrder } from "../../../src/service/hooks/hook_order.ts";
import { MOST_PATIENCE_MS, OVERTAKING_MS, PATIENCE_MS } from "../../../src/service/hooks/patience.ts";
import { FakeClock } from "./fake_clock.ts";

interface Sent {
  readonly name: string;
  readonly at: number;
  readonly object: JsonObject;
}

/** A delta is written `A0`, its message's last one `A2!`; its process starts at that ms. */
function delta(name: string, at: number, more: JsonObject = {}): Sent {
  const [, message_id = "", index = "", final] = /^([A-Z])(\d+)(!?)$/.exec(name) ?? [];
  const fields = { message_id, index: Number(index), final: final === "!", delta: `${name}\n` };
  return {
    name,
    at,
    object: { hook_event_name: "MessageDisplay", session_id: "s", ...fields, name, ...more },
  };
}

function other(event: string, at: number, more: JsonObject = {}): Sent {
  return { name: event, at, object: { hook_event_name: event, session_id: "s", name: event, ...more } };
}

const stop = (at: number, more?: JsonObject) => other("Stop", at, more);
const prompt = (at: number, more?: JsonObject) => other("UserPromptSubmit", at, more);

function newOrder() {
  const clock = new FakeClock();
  const given: unknown[] = [];
  const order = new HookOrder(({ name }) => given.push(name), clock);
  const push = (...all: Sent[]) => {
    for (const { object, at } of all) order.push(object, at);
  };
  return { clock, given, order, push };
}

describe("what comes in order passes at once", () => {
  const all: Sent[][] = [
    [delta("A0", 1), delta("A1", 2), delta("A2!", 3), delta("B0!", 4), stop(5), prompt(6), delta("C0!", 7)],
    [stop(1), stop(2), other("Notification", 3), other("SessionEnd", 4)],
    [delta("A0", 1), other("Notification", 2), delta("A1!", 3), delta("A0", 4, { session_id: "t" })],
    [delta("A0", 1), delta("B0!", 2, { agent_id: "x" }), other("SubagentStop", 3, { agent_id: "x" })],
    [delta("A0!", 1), { name: "odd", at: 2, object: { hook_event_name: "MessageDisplay", name: "odd" } }],
  ];
  test.each(all.map((sent) => [sent.map(({ name }) => name).join(" "), sent] as const))("%s", (_, sent) => {
    const { given, push, clock } = newOrder();
    for (const [n, each] of sent.entries()) {
      push(each);
      expect(given).toEqual(sent.slice(0, n + 1).map(({ name }) => name));
    }
    expect(clock.timers).toBe(0);
  });
});

describe("what overtakes another", () => {
  const cases: [came: string, sent: Sent[], given: string][] = [
    ["deltas", [delta("A2!", 3), delta("A1", 2), delta("A0", 1)], "A0 A1 A2!"],
    ["a message", [delta("A0", 1), delta("B0!", 3), delta("A1!", 2)], "A0 A1! B0!"],
    [
      "two messages that both wait",
      [delta("B1!", 4), delta("A1!", 2), delta("B0", 3), delta("A0", 1)],
      "A0 A1! B0 B1!",
    ],
    ["the end of its turn", [delta("A0", 1), stop(4), delta("A2!", 3), delta("A1", 2)], "A0 A1 A2! Stop"],
    [
      "the end, a message unseen before it",
      [delta("A0", 1), stop(4), delta("B0!", 3), delta("A1!", 2)],
      "A0 A1! B0! Stop",
    ],
    [
      "the next turn's message",
      [delta("A0", 1), delta("B0!", 4), stop(3), delta("A1!", 2)],
      "A0 A1! Stop B0!",
    ],
    [
      "the end of the session",
      [delta("A0", 1), delta("B1!", 4, { agent_id: "x" }), other("SessionEnd", 5), delta("A1!", 2)],
      "A0 A1! B1! SessionEnd",
    ],
    ["itself", [delta("A0", 1), delta("A0", 2), delta("A1!", 3), delta("A1!", 4), delta("A0", 5)], "A0 A1!"],
    ["itself, waiting", [delta("A1!", 2), delta("A1!", 2), delta("A0", 1)], "A0 A1!"],
    ["at the same moment", [delta("A1!", 1), stop(1), delta("A0", 1)], "A0 A1! Stop"],
    [
      "a turn whose end held its words",
      [stop(5, { last_assistant_message: "A0\nA1!" }), delta("A0", 1), delta("A1!", 2), delta("B0!", 6)],
      "Stop B0!",
    ],
    [
      "a message behind others, whose words its turn's end held",
      [delta("A0!", 1), stop(3, { last_assistant_message: "B0!" }), delta("B0!", 2)],
      "A0! Stop B0!",
    ],
    [
      "a turn whose end held other words",
      [stop(5, { last_assistant_message: "B0!" }), delta("A0!", 1)],
      "Stop A0!",
    ],
  ];
  test.each(cases)("%s", (_, sent, expected) => {
    const { given, push, clock } = newOrder();
    push(...sent);
    expect(given.join(" ")).toBe(expected);
    expect(clock.timers).toBe(0);
  });
});

describe("a process that was slow may have overtaken others", () => {
  const slow = OVERTAKING_MS + 3;
  const cases: [what: string, first: Sent, then: Sent[], given: string][] = [
    ["a whole message", delta("B0!", 2), [delta("A0", 0), delta("A1!", 1)], "A0 A1! B0!"],
    ["all of its turn", stop(2), [delta("B0!", 1), delta("A0!", 0)], "A0! B0! Stop"],
    ["none", delta("A0", 0), [delta("A1!", 2)], "A0 A1!"],
  ];
  test.each(cases)("%s", (_, first, then, expected) => {
    const { given, push, clock } = newOrder();
    clock.advance(slow);
    push(first);
    clock.advance(slow - 1);
    push(...then);
    expect(given).toEqual([]);
    clock.advance(PATIENCE_MS);
    expect(given.join(" ")).toBe(expected);
    expect(clock.timers).toBe(0);
  });

  test("the longer, the later older ones come, of any session", () => {
    const { given, push, clock } = newOrder();
    clock.advance(slow);
    push(delta("B0!", 2));
    for (let n = 0; n < 5; n++) {
      clock.advance(slow);
      push(delta("C0!", 1, { session_id: `t${n}`, name: "other" }));
    }
    clock.advance(slow);
    push(delta("A0!", 0));
    clock.advance(2 * PATIENCE_MS);
    expect(given.filter((name) => name !== "other")).toEqual(["A0!", "B0!"]);
  });

  test("and is waited for no longer than what is missing", () => {
    const { given, push, clock } = newOrder();
    clock.advance(100 * PATIENCE_MS);
    push(delta("B0!", 0));
    clock.advance(PATIENCE_MS - 1);
    expect(given).toEqual([]);
    clock.advance(1);
    expect(given).toEqual(["B0!"]);
  });

  test("but holds up neither the rest of what has begun nor the user", () => {
    const { given, push, clock } = newOrder();
    push(delta("A0", 0));
    clock.advance(slow);
    push(delta("A1!", 1), prompt(2));
    expect(given).toEqual(["A0", "A1!", "UserPromptSubmit"]);
  });
});

describe("what never comes", () => {
  const cases: [what: string, sent: Sent[], at: string, then: string][] = [
    ["a delta", [delta("A0", 1), delta("A2", 3), delta("A3!", 4)], "A0", "A0 A2 A3!"],
    ["the first delta", [delta("A1", 1), delta("A2!", 2)], "", "A1 A2!"],
    ["two deltas", [delta("A0", 1), delta("A4!", 5), delta("A2", 3)], "A0", "A0 A2 A4!"],
    ["a message's end", [delta("A0", 1), delta("B0!", 3)], "A0", "A0 B0!"],
    ["the end of a turn's last message", [delta("A0", 1), stop(2)], "A0", "A0 Stop"],
    ["deltas before the end of a turn", [delta("A0", 1), delta("A3", 3), stop(4)], "A0", "A0 A3 Stop"],
  ];
  test.each(cases)("%s", (_, sent, at, then) => {
    const { given, push, clock } = newOrder();
    push(...sent);
    clock.advance(PATIENCE_MS - 1);
    expect(given.join(" ")).toBe(at);
    clock.advance(1);
    expect(given.join(" ")).toBe(then);
    clock.advance(PATIENCE_MS);
    expect(clock.timers).toBe(0);
  });

  test("each object waits for itself, however long others have waited", () => {
    const { given, push, clock } = newOrder();
    push(delta("A0", 1), delta("A2", 3));
    clock.advance(PATIENCE_MS - 100);
    push(delta("A4!", PATIENCE_MS - 200));
    clock.advance(100);
    expect(given.join(" ")).toBe("A0 A2");
    clock.advance(PATIENCE_MS - 100);
    expect(given.join(" ")).toBe("A0 A2 A4!");
  });

  test("while hooks come that took long, the missing one may take as long", () => {
    const { given, push, clock } = newOrder();
    push(delta("A0", 1), delta("A2!", 3));
    clock.advance(PATIENCE_MS - 100);
    push(other("Notification", 4, { session_id: "t" }));
    clock.advance(PATIENCE_MS - 100);
    expect(given.join(" ")).toBe("A0 Notification");
    push(delta("A1", 2));
    expect(given.join(" ")).toBe("A0 Notification A1 A2!");
  });

  test("but not for ever", () => {
    const { given, push, clock } = newOrder();
    push(delta("A0", 1), delta("A2!", 3));
    for (let ms = 0; ms < MOST_PATIENCE_MS; ms += 1000) {
      expect(given).not.toContain("A2!");
      clock.advance(1000);
      push(other("Notification", 4, { session_id: "t" }));
    }
    expect(given).toContain("A2!");
  });

  test("hooks that are quick make nobody wait longer", () => {
    const { given, push, clock } = newOrder();
    push(delta("A0", 1), delta("A2!", 3));
    clock.advance(PATIENCE_MS - 100);
    push(other("Notification", PATIENCE_MS - 150, { session_id: "t" }));
    clock.advance(100);
    expect(given).toContain("A2!");
  });

  test("a delta whose place was passed over is given out when it comes, once", () => {
    const { given, push, clock } = newOrder();
    push(delta("A0", 1), delta("A2!", 3));
    clock.advance(PATIENCE_MS);
    push(delta("A1", 2), delta("A1", 2), delta("B0!", PATIENCE_MS));
    expect(given.join(" ")).toBe("A0 A2! A1 B0!");
  });
});

describe("the user's prompt", () => {
  const cases: [what: string, sent: Sent[], given: string][] = [
    ["waits for nothing", [delta("A0", 1), delta("A2", 3), prompt(4)], "A0 UserPromptSubmit"],
    [
      "drops deltas that it overtook",
      [delta("A0", 1), prompt(4), delta("A1!", 2), stop(3)],
      "A0 UserPromptSubmit",
    ],
    ["drops a message that it overtook as a whole", [prompt(4), delta("A0!", 1)], "UserPromptSubmit"],
    [
      "drops what is left of a turn that it ended, by the turn's id",
      [
        delta("A0!", 1, { turn_id: "1" }),
        prompt(4),
        delta("B0!", 5, { turn_id: "1" }),
        delta("C0!", 6, { turn_id: "2" }),
      ],
      "A0! UserPromptSubmit C0!",
    ],
    [
      "drops it by the prompt's id",
      [
        delta("A0!", 1, { prompt_id: "1" }),
        prompt(4, { prompt_id: "2" }),
        delta("B0!", 5, { prompt_id: "1" }),
        delta("C0!", 6, { prompt_id: "2" }),
      ],
      "A0! UserPromptSubmit C0!",
    ],
    [
      "drops it where the prompt still has the id of the one before it",
      [
        delta("A0!", 1, { prompt_id: "1" }),
        prompt(4, { prompt_id: "1" }),
        delta("B0!", 5, { prompt_id: "1" }),
      ],
      "A0! UserPromptSubmit",
    ],
    [
      "is over for a turn that goes on",
      [delta("A0!", 1, { turn_id: "1" }), prompt(4), delta("B0!", 4 + PATIENCE_MS, { turn_id: "1" })],
      "A0! UserPromptSubmit B0!",
    ],
    [
      "drops nothing of its own turn, whenever that started",
      [prompt(4, { prompt_id: "2" }), delta("A0!", 3, { prompt_id: "2" }), stop(4, { prompt_id: "2" })],
      "UserPromptSubmit A0! Stop",
    ],
    [
      "that comes behind a later one lets that one's turn speak",
      [prompt(9), prompt(4), delta("A0!", 10)],
      "UserPromptSubmit UserPromptSubmit A0!",
    ],
    [
      "leaves other sessions alone",
      [delta("A1!", 2, { session_id: "t" }), prompt(4), delta("A0", 1, { session_id: "t" })],
      "UserPromptSubmit A0 A1!",
    ],
  ];
  test.each(cases)("%s", (_, sent, expected) => {
    const { given, push, clock } = newOrder();
    push(...sent);
    clock.advance(PATIENCE_MS);
    expect(given.join(" ")).toBe(expected);
  });
});

describe("bounds", () => {
  test("too many objects that wait are given out in order", () => {
    const { given, push } = newOrder();
    push(...Array.from({ length: 1001 }, (_, n) => delta(`A${1001 - n}`, 1)));
    expect(given).toEqual(Array.from({ length: 1001 }, (_, n) => `A${n + 1}`));
  });

  test("a session that is forgotten first gives out what it holds", () => {
    const { given, push, clock } = newOrder();
    push(delta("A1!", 1, { session_id: "first" }));
    for (let n = 0; n < 256; n++) push(other("Notification", 2, { session_id: `${n}` }));
    expect(given).toContain("A1!");
    expect(clock.timers).toBe(0);
  });

  test("a subagent that is forgotten first gives out what it holds", () => {
    const { given, push } = newOrder();
    push(delta("A1!", 1, { agent_id: "first" }));
    for (let n = 0; n < 64; n++) push(other("SubagentStop", 2, { agent_id: `${n}` }));
    expect(given).toContain("A1!");
  });

  test("nothing comes when it is disposed of", () => {
    const { given, push, clock, order } = newOrder();
    push(delta("A1", 1));
    order[Symbol.dispose]();
    clock.advance(2 * PATIENCE_MS);
    expect(given).toEqual([]);
    expect(clock.timers).toBe(0);
  });
});
