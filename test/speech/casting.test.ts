import { expect, test } from "bun:test";
import { parseFlags, SPEAK_FLAGS } from "../../src/options.ts";

const casting = (...argv: string[]) => Object.fromEntries(parseFlags(SPEAK_FLAGS, argv, "speak").voices);

test.each<[string, Record<string, string>]>([
  ["main=mei", { main: "mei" }],
  ["main=mei,agents=echo", { main: "mei", agents: "echo" }],
  [" Main = mei , Code Reviewer = echo ", { main: "mei", "code reviewer": "echo" }],
  ["toolu_01=echo:fail@a=b", { toolu_01: "echo:fail@a=b" }],
])("--voices %j", (list, expected) => {
  expect(casting("--voices", list)).toEqual(expected);
});

test("without --voices nobody has a voice of his own", () => {
  expect(casting()).toEqual({});
});

test.each(["mei", "main=", "=mei", " =mei", "main= ", "main=mei,", ",", "main=mei,MAIN=echo"])(
  "--voices %j is refused with the form that it has",
  (list) => {
    expect(() => casting("--voices", list)).toThrow(
      expect.objectContaining({ code: "USAGE", why: expect.stringContaining("WHO=VOICE") }),
    );
  },
);
