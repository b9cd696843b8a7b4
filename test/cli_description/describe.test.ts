import { describe, expect, test } from "bun:test";
import { z } from "zod";
import { choicesIn } from "../../src/cli_description/choices.ts";
import { describeProgram, firstWords, partsOf } from "../../src/cli_description/describe.ts";
import { valuesOf } from "../../src/cli_description/values.ts";
import { commands } from "../../src/commands/table.ts";
import { schemaOf } from "../../src/options.ts";

const program = await describeProgram("linux");
const NONE = { words: [], isList: false, isClosed: false };

describe("the words that a schema allows", () => {
  test.each([
    { name: "text", schema: z.string().min(1).optional(), choices: NONE },
    { name: "a number", schema: z.coerce.number().min(1).pipe(z.number().int()), choices: NONE },
    { name: "words", schema: z.enum(["a", "b"]), choices: { ...NONE, words: ["a", "b"], isClosed: true } },
    {
      name: "words that may be left out",
      schema: z.enum(["a", "b"]).optional(),
      choices: { ...NONE, words: ["a", "b"], isClosed: true },
    },
    {
      name: "a word or a number",
      schema: z
        .literal("none")
        .transform(() => 0)
        .or(z.coerce.number()),
      choices: { ...NONE, words: ["none"] },
    },
    {
      name: "words parted by commas",
      schema: z
        .string()
        .default("")
        .transform((list) => list.split(","))
        .pipe(z.array(z.enum(["a", "b"]))),
      choices: { words: ["a", "b"], isList: true, isClosed: true },
    },
  ])("$name", ({ schema, choices }) => {
    expect(choicesIn(schema)).toEqual(choices);
  });
});

test("what the capitals of a hint stand for has to be known", () => {
  expect(() => valuesOf("glossary", "THING", "linux")).toThrow("what THING of glossary stands for");
  expect(valuesOf("glossary", "FILE", "linux")).toEqual({ words: [], isList: false, paths: "files" });
});

test("voices are those of the system that is described", () => {
  const ours = [
    ...["mei", "nitech", "kokoro", "jf_tebukuro", "jf_gongitsune"],
    ...["jf_nezumi", "jf_alpha", "jm_kumo"],
  ];
  expect(valuesOf("voice", "NAME", "linux").words).toEqual(ours);
  expect(valuesOf("voice", "NAME", "darwin").words).toEqual(["apple", "otoya", "kyoko", ...ours]);
});

describe("the program", () => {
  test("has every command but the hidden one, each once", () => {
    expect([...program.commands.map(({ name }) => name), "worker"]).toEqual(Object.keys(commands));
    const parts = firstWords(program).flatMap((command) => partsOf(program, command));
    expect(firstWords(program).length + parts.length).toBe(program.commands.length);
  });

  test("offers no word that a flag would refuse", () => {
    let checked = 0;
    for (const { flags } of program.commands)
      for (const { name, value } of flags)
        for (const word of value?.values.words ?? []) {
          expect(`${name} ${word}: ${schemaOf(name)?.safeParse(word).success}`).toBe(`${name} ${word}: true`);
          checked++;
        }
    expect(checked).toBeGreaterThan(100);
  });

  test("has no flag that means one thing here and another there", () => {
    const seen = new Map<string, string>();
    for (const { flags } of program.commands)
      for (const flag of flags) {
        const text = JSON.stringify(flag);
        expect(seen.get(flag.name) ?? text).toBe(text);
        seen.set(flag.name, text);
      }
  });

  test("shows in the hint of a flag no words but those that it takes, and all of them", () => {
    for (const { flags } of program.commands)
      for (const { name, value } of flags) {
        const choices = choicesIn(schemaOf(name));
        const shown = (value?.hint ?? "").split(/[|,]/).filter((word) => /^[a-z-]+$/.test(word));
        if (choices.isClosed && shown.length > 0)
          expect([name, ...shown].sort()).toEqual([name, ...choices.words].sort());
      }
  });
});
