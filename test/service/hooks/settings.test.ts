import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { hookLine, ownEntry } from "../../../src/service/hooks/hook_command.ts";
import { lineChanges } from "../../../src/service/hooks/line_changes.ts";
import { hookPrograms, withHooks, withoutHooks } from "../../../src/service/hooks/settings.ts";

const COMMAND = hookLine("/opt/bin/stream-tts-bun");
const EVENTS = ["UserPromptSubmit", "MessageDisplay", "Notification", "Stop", "SubagentStop", "SessionEnd"];
const own = (command = COMMAND) => ({ hooks: [{ type: "command", command, timeout: 3 }] });
const theirs = { matcher: "Bash", hooks: [{ type: "command", command: "./check.sh", timeout: 5 }] };

describe("an entry is ours", () => {
  const commands: [string, boolean][] = [
    ["stream-tts-bun hook", true],
    ["/opt/homebrew/bin/stream-tts-bun hook", true],
    ["  /opt/stream-tts-bun   hook  ", true],
    ["'/home/a b/stream-tts-bun' hook", true],
    ["'/home/it'\\''s/stream-tts-bun' hook", true],
    ['"$HOME/bin/stream-tts-bun" hook', true],
    ['"/home/a \\"b\\"/stream-tts-bun" hook', true],
    ["/home/a\\ b/stream-tts-bun hook", true],
    ["~/.local/bin/stream-tts-bun hook --frob", true],
    ["/opt/stream-tts-bun-1.2.0 hook", true],
    ["stream-tts-bun", false],
    ["stream-tts-bun hook install", false],
    ["stream-tts-bun doctor", false],
    ["echo stream-tts-bun hook", false],
    ["my-stream-tts-bun hook", false],
    ["/opt/stream-tts-bundle hook", false],
    ["stream-tts-bun/other hook", false],
    ["stream-tts-bun hook && say done", false],
    ["tee log | stream-tts-bun hook", false],
    ["true; stream-tts-bun hook", false],
    ["'stream-tts-bun hook'", false],
    ["", false],
  ];
  test.each(commands)("%s: %p", (command, isOwn) => {
    expect(ownEntry({ type: "command", command }) !== null).toBe(isOwn);
  });

  const entries: [string, unknown, boolean][] = [
    [
      "with its arguments beside it",
      { type: "command", command: "/a b/stream-tts-bun", args: ["hook"] },
      true,
    ],
    ["with other arguments", { type: "command", command: "/opt/stream-tts-bun", args: ["doctor"] }, false],
    [
      "of another type",
      { type: "prompt", prompt: "stream-tts-bun hook", command: "stream-tts-bun hook" },
      false,
    ],
    ["without a command", { type: "command" }, false],
    ["that is no object", "stream-tts-bun hook", false],
  ];
  test.each(entries)("%s: %p %p", (_, entry, isOwn) => {
    expect(ownEntry(entry) !== null).toBe(isOwn);
  });

  test("whatever its path", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (folder) => {
        const path = `/${folder.replaceAll("\0", "")}/stream-tts-bun`;
        expect(ownEntry({ type: "command", command: hookLine(path) })).not.toBeNull();
      }),
    );
  });
});

test("a shell reads the path that was meant", () => {
  const paths = [
    "/opt/bin/stream-tts-bun",
    '/a b/it\'s $HOME `x` "q" \\/stream-tts-bun',
    "/日本/stream-tts-bun",
  ];
  for (const path of paths) {
    const shown = Bun.spawnSync(["sh", "-c", `printf '%s\n' ${hookLine(path)}`]).stdout.toString();
    expect(shown).toBe(`${path}\nhook\n`);
  }
});

describe("hooks are put in", () => {
  const all = (command = COMMAND) => Object.fromEntries(EVENTS.map((event) => [event, [own(command)]]));
  const cases: [what: string, before: object, after: object][] = [
    ["into nothing", {}, { hooks: all() }],
    ["behind other settings", { model: "x", env: {} }, { model: "x", env: {}, hooks: all() }],
    ["into hooks without any", { hooks: {}, a: 1 }, { hooks: all(), a: 1 }],
    [
      "beside the hooks of others",
      { hooks: { PreToolUse: [theirs], Stop: [theirs] } },
      { hooks: { PreToolUse: [theirs], Stop: [theirs, own()], ...without(all(), "Stop") } },
    ],
    ["where ours run an older path", { hooks: all("'/old place/stream-tts-bun' hook") }, { hooks: all() }],
    [
      "where ours stand twice, or with their arguments beside them",
      {
        hooks: {
          ...all(),
          Stop: [own(), theirs, own("stream-tts-bun hook")],
          SessionEnd: [{ hooks: [{ type: "command", command: "/opt/bin/stream-tts-bun", args: ["hook"] }] }],
        },
      },
      { hooks: { ...without(all(), "SessionEnd"), Stop: [own(), theirs], SessionEnd: [own()] } },
    ],
    [
      "and what the user changed about ours stays",
      {
        hooks: {
          ...all(),
          Stop: [{ hooks: [{ type: "command", command: COMMAND, timeout: 9, async: true }] }],
        },
      },
      {
        hooks: {
          ...all(),
          Stop: [{ hooks: [{ type: "command", command: COMMAND, timeout: 9, async: true }] }],
        },
      },
    ],
  ];
  for (const indent of [0, 2, "\t"])
    test.each(cases)(`%s, indented by ${JSON.stringify(indent)}`, (_, before, after) => {
      const text = withHooks(JSON.stringify(before, null, indent), COMMAND);
      expect(JSON.parse(text)).toEqual(after);
      expect(Object.keys(JSON.parse(text))).toEqual(Object.keys(after));
      expect(withHooks(text, COMMAND)).toBe(text);
    });

  test("laid out as the rest is", () => {
    for (const indent of [0, 2, 4, "\t"]) {
      const before = { a: [1, { b: 2 }], hooks: { Stop: [theirs] } };
      const text = withHooks(JSON.stringify(before, null, indent), COMMAND);
      expect(text).toBe(JSON.stringify(JSON.parse(text), null, indent));
    }
    expect(withHooks("{}\n", COMMAND)).toBe(`${JSON.stringify({ hooks: all() }, null, 2)}\n`);
    expect(withHooks('{\r\n    "a": 1\r\n}\r\n', COMMAND)).toBe(
      `${JSON.stringify({ a: 1, hooks: all() }, null, 4)}\n`.replaceAll("\n", "\r\n"),
    );
  });

  test("of two members of one name, the one that counts is changed", () => {
    const text = withHooks('{"hooks":{"x":1},"hooks":{}}', COMMAND);
    expect(JSON.parse(text)).toEqual({ hooks: all() });
    expect(text).toStartWith('{"hooks":{"x":1},"hooks":{"');
  });
});

describe("hooks are taken out", () => {
  const cases: [what: string, before: object, after: object][] = [
    ["with what is empty then", { a: 1, hooks: { Stop: [own()], Notification: [own(), own()] } }, { a: 1 }],
    [
      "beside the hooks of others",
      { hooks: { Stop: [own(), theirs, own()] } },
      { hooks: { Stop: [theirs] } },
    ],
    [
      "out of a group with others",
      {
        hooks: {
          Stop: [{ matcher: "x", hooks: [...theirs.hooks, ...own("'/x y/stream-tts-bun' hook").hooks] }],
        },
      },
      { hooks: { Stop: [{ matcher: "x", hooks: theirs.hooks }] } },
    ],
    ["also of other events", { hooks: { PreToolUse: [own(), theirs] } }, { hooks: { PreToolUse: [theirs] } }],
    [
      "and what is no group of hooks stays",
      { hooks: { Stop: [null, { hooks: 3 }, "x", own()], Other: "stream-tts-bun hook" } },
      { hooks: { Stop: [null, { hooks: 3 }, "x"], Other: "stream-tts-bun hook" } },
    ],
    [
      "of which there are none",
      { hooks: { Stop: [theirs], Empty: [] }, b: [] },
      { hooks: { Stop: [theirs], Empty: [] }, b: [] },
    ],
  ];
  for (const indent of [0, 2, "\t"])
    test.each(cases)(`%s, indented by ${JSON.stringify(indent)}`, (_, before, after) => {
      expect(withoutHooks(JSON.stringify(before, null, indent))).toBe(JSON.stringify(after, null, indent));
    });
});

test("the programs of our hooks are told as a shell reads them, each once", () => {
  const entries = [
    { type: "command", command: hookLine("/opt/it's here/stream-tts-bun") },
    { type: "command", command: '"/my $HOME/stream-tts-bun-0.0.9" hook' },
    { type: "command", command: "stream-tts-bun hook" },
    { type: "command", command: "/with arguments/stream-tts-bun", args: ["hook"] },
    { type: "command", command: "/usr/bin/other hook" },
  ];
  const groups = [{ hooks: entries }];
  expect(hookPrograms(JSON.stringify({ hooks: { Stop: groups, MessageDisplay: groups } }))).toEqual([
    "/opt/it's here/stream-tts-bun",
    "/my $HOME/stream-tts-bun-0.0.9",
    "stream-tts-bun",
    "/with arguments/stream-tts-bun",
  ]);
  expect(hookPrograms("{}")).toEqual([]);
});

describe("what are no settings is refused", () => {
  const cases: [string, string][] = [
    ["", "JSON"],
    ["{", "JSON"],
    ['{"a": 1,}', "JSON"],
    ['{"a": 1} // comment', "JSON"],
    ["[]", "the file is no object"],
    ["null", "the file is no object"],
    ['{"hooks": []}', "hooks is no object"],
    ['{"hooks": {"Stop": {}}}', "hooks.Stop is no array"],
  ];
  test.each(cases)("%p", (text, why) => {
    expect(() => withHooks(text, COMMAND)).toThrow(why);
  });
});

describe("putting in and taking out gives the same bytes", () => {
  const texts = [
    "{}",
    "{}\n",
    "{ }",
    "{\n}\n",
    "{\r\n}\r\n",
    "\n{}\n",
    "\n  {\n\n  }",
    '{"a":1}',
    '{ "a": 1 }',
    '{"a":\n1}',
    '{\n\t"a": [ 1,2 ],\n\n\t"b":{}\n}',
    '{"hooks":{"Stop":[{"hooks":[{}]}]}}',
    '{\n  "hooks": { "Stop": [ 1 ] }\n}',
  ];
  test.each(texts)("%j", (before) => {
    const after = withHooks(before, COMMAND);
    expect(after).not.toBe(before);
    expect(withoutHooks(after)).toBe(before);
  });
});

describe("random settings", () => {
  const space = fc.constantFrom("", " ", "\n", "\r\n", "\t", "\n\n  ", "\n    ");
  /** JSON with any white space wherever JSON allows it. */
  const text = (value: unknown, spaces: readonly string[]): string => {
    let n = 0;
    const gap = () => spaces[n++ % spaces.length] ?? "";
    const render = (part: unknown): string => {
      const list = (items: string[], open: string, close: string) =>
        items.length === 0
          ? `${open}${gap()}${close}`
          : `${open}${items.map((item) => `${gap()}${item}${gap()}`).join(",")}${close}`;
      if (Array.isArray(part)) return list(part.map(render), "[", "]");
      if (typeof part !== "object" || part === null) return JSON.stringify(part);
      return list(
        Object.entries(part).map(([name, of]) => `${JSON.stringify(name)}${gap()}:${gap()}${render(of)}`),
        "{",
        "}",
      );
    };
    return `${gap()}${render(value)}${gap()}`;
  };
  const group = fc.record({
    hooks: fc.array(fc.record({ type: fc.constant("command"), command: fc.string() }), { minLength: 1 }),
  });
  const hooks = fc.dictionary(fc.constantFrom(...EVENTS, "PreToolUse"), fc.array(group, { minLength: 1 }), {
    minKeys: 1,
  });
  const settings = fc
    .tuple(
      fc.dictionary(
        fc.string().filter((name) => name !== "hooks" && name !== "__proto__"),
        fc.jsonValue({ maxDepth: 2 }),
      ),
      fc.option(hooks, { nil: undefined }),
    )
    .map(([others, own]) => (own === undefined ? others : { ...others, hooks: own }));
  const texts = fc
    .tuple(settings, fc.array(space, { minLength: 1, maxLength: 9 }))
    .map(([value, spaces]) => text(value, spaces));

  test("after both, every byte is as before", () => {
    fc.assert(
      fc.property(texts, (before) => {
        expect(withoutHooks(withHooks(before, COMMAND))).toBe(before);
      }),
      { numRuns: 300 },
    );
  });

  test("hooks are added and nothing else is changed; a second time changes nothing", () => {
    fc.assert(
      fc.property(texts, (before) => {
        const after = withHooks(before, COMMAND);
        expect(withHooks(after, COMMAND)).toBe(after);
        const { hooks: old = {}, ...others } = JSON.parse(before);
        const { hooks: now, ...same } = JSON.parse(after);
        expect(same).toEqual(others);
        for (const event of EVENTS) expect(now[event]).toEqual([...(old[event] ?? []), own()]);
        expect(now.PreToolUse).toEqual(old.PreToolUse);
      }),
    );
  });
});

describe("the change is shown by lines", () => {
  const cases: [before: string, after: string, shown: string[]][] = [
    ["a\nb\nc", "a\nb\nc", []],
    ["a\nb\nc", "a\nx\nc", ["-b", "+x"]],
    ["a\nb\nc\nd\ne", "a\nx\nb\nc\nd\ny\ne", ["+x", "…+y"]],
    ["a\nb", "a", ["-b"]],
    ["", "a\nb", ["-", "+a", "+b"]],
    ["a\r\nb", "a\nb\nc", ["+c"]],
  ];
  test.each(cases)("%p to %p", (before, after, shown) => {
    const lines = lineChanges(before, after).map(
      ({ kind, line, isApart }) => `${isApart ? "…" : ""}${kind === "added" ? "+" : "-"}${line}`,
    );
    expect(lines).toEqual(shown);
  });

  test("what it tells leads from the one to the other", () => {
    const lines = fc.array(fc.constantFrom("a", "b", "c", "{", "}"), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const changes = lineChanges(before.join("\n"), after.join("\n"));
        const removed = changes.filter(({ kind }) => kind === "removed");
        const added = changes.filter(({ kind }) => kind === "added");
        expect(before.length - removed.length).toBe(after.length - added.length);
        const count = (all: readonly string[], line: string) => all.filter((each) => each === line).length;
        for (const line of new Set([...before, ...after])) {
          const gone = count(
            removed.map((change) => change.line),
            line,
          );
          const come = count(
            added.map((change) => change.line),
            line,
          );
          expect(count(after, line) - count(before, line)).toBe(come - gone);
        }
      }),
    );
  });
});

function without(object: Record<string, unknown>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}
