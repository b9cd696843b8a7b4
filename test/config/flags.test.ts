import { expect, test } from "bun:test";
import { choicesIn } from "../../src/cli_description/choices.ts";
import { describeProgram } from "../../src/cli_description/describe.ts";
import { flagValue } from "../../src/config/flag_value.ts";
import { FLAGS_OF } from "../../src/options/commands.ts";
import { args } from "../../src/options/help.ts";
import { negativeOf } from "../../src/options/negatives.ts";
import { isPath, wholePath } from "../../src/options/paths.ts";
import { type Flag, schemas } from "../../src/options/schemas.ts";

const program = await describeProgram("linux");
const FLAGS = [...new Set(Object.values(FLAGS_OF).flat())];
const START = { line: 1, column: 1 };

/** Commands that stand for another one, whose settings they have. */
const ALIASES: Readonly<Record<string, string>> = { voices: "voices list", config: "config show" };

test.each(program.commands.map(({ name, flags }) => ({ name, flags: flags.map((flag) => flag.name) })))(
  "the flags of $name are those that its help names",
  ({ name, flags }) => {
    expect(flags).toEqual([...(FLAGS_OF[ALIASES[name] ?? name] ?? []), "help"]);
  },
);

test("there are no flags of a command that there is not, or that stands for another one", () => {
  const names = program.commands.map(({ name }) => name);
  expect(Object.keys(FLAGS_OF).filter((name) => !names.includes(name) || name in ALIASES)).toEqual([]);
});

test("every command with flags takes --config", () => {
  const without = Object.entries(FLAGS_OF).filter(
    ([, flags]) => flags.length > 0 && !flags.includes("config"),
  );
  expect(without).toEqual([]);
});

test("no flag is the negative of another one", () => {
  const booleans = FLAGS.filter((flag) => args[flag].type === "boolean");
  const words = [...FLAGS, ...booleans.map(negativeOf)];
  expect(words.toSorted()).toEqual([...new Set(words)].toSorted());
});

test("every flag that takes several words takes a list of them in a file", () => {
  const lists = FLAGS.filter((flag) => choicesIn(schemas[flag]).isList);
  expect(lists).toContain("announce");
  for (const flag of lists) {
    const words = choicesIn(schemas[flag]).words;
    const items = words.map((value) => ({ kind: "scalar", at: START, value }) as const);
    expect(flagValue(flag, { kind: "list", at: START, items }, "/")).toEqual({
      ...{ value: words.join(","), problems: [] },
    });
  }
});

test("every flag that the shell completes with paths is known to take some", () => {
  const flags = program.commands.flatMap((command) => command.flags);
  const withPaths = flags.filter(({ value }) => value !== null && value.values.paths !== null);
  expect(withPaths.length).toBeGreaterThan(5);
  for (const { name, value } of withPaths) {
    expect(wholePath(name, "a/b", "/folder")).toBe("/folder/a/b");
    for (const word of value?.values.words ?? [])
      expect(`${name} ${word} ${isPath(name, word)}`).toEndWith("false");
  }
});

test("a flag of presence takes yes or no in a file, and no other takes either", () => {
  for (const flag of FLAGS.filter((name): name is Flag => name !== "config")) {
    const { value } = flagValue(flag, { kind: "scalar", at: START, value: true }, "/");
    expect(`${flag}: ${value}`).toBe(`${flag}: ${args[flag].type === "boolean" ? true : null}`);
  }
});
