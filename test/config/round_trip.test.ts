import { afterAll, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { dirname } from "node:path";
import fc from "fast-check";
import { choicesIn } from "../../src/cli_description/choices.ts";
import { takesNumbers } from "../../src/config/takes_numbers.ts";
import { FLAGS_OF } from "../../src/options/commands.ts";
import { args } from "../../src/options/help.ts";
import { negativeOf } from "../../src/options/negatives.ts";
import { isPath } from "../../src/options/paths.ts";
import { type Flag, schemas } from "../../src/options/schemas.ts";
import { isSettable } from "../../src/options/setting.ts";
import { parseFlags } from "../../src/options.ts";
import { ConfigFolder } from "./config_folder.ts";

const folder = new ConfigFolder();
afterAll(() => folder[Symbol.dispose]());

/** What stands in a file, and the words of a command line that say the same. */
interface Said {
  readonly flag: Flag;
  readonly inFile: string | number | boolean | string[] | Record<string, string | string[]>;
  readonly argv: string[];
}

const VOICES = ["mei", "nitech", "echo", "http://host:1/v1"];
const voice = fc.constantFrom(...VOICES);
const chain = fc.uniqueArray(voice, { minLength: 1 });

const voiceValues = fc.oneof(
  voice.map((name) => ({ inFile: name, text: name })),
  chain.map((names) => ({ inFile: names, text: names.join(",") })),
);

const castValues = fc
  .uniqueArray(fc.tuple(fc.constantFrom("main", "agents", "code", "reviewer"), fc.oneof(voice, chain)), {
    ...{ selector: ([who]) => who, minLength: 1 },
  })
  .map((entries) => ({
    inFile: Object.fromEntries(entries),
    text: entries.map(([who, voices]) => `${who}=${[voices].flat().join(",")}`).join(","),
  }));

/** Any text that its flag takes, with quotes, escapes and characters of several code units, and that is no path here. */
const texts = (flag: Flag) =>
  fc
    .oneof(
      fc.string({ unit: "grapheme", minLength: 1 }),
      fc.constantFrom('"', "\\", "a\nb", "\t", "'''", "日本"),
    )
    .map((text) => (isPath(flag, text) ? `/${text.replaceAll("/", "_")}.gguf` : text))
    .map((text) => ({ inFile: text, text }));

const plainValues = (flag: Flag) => {
  const { words, isList } = choicesIn(schemas[flag]);
  const one = words.map((word) => fc.constant({ inFile: word, text: word }));
  const several = () =>
    fc
      .uniqueArray(fc.constantFrom(...words), { minLength: 1 })
      .map((list) => ({ inFile: list, text: list.join(",") }));
  const numbers = fc
    .oneof(fc.integer({ min: 0, max: 300 }), fc.double({ min: 0.01, max: 300, noNaN: true }))
    .map((number) => ({ inFile: number, text: String(number) }));
  return fc.oneof(
    ...one,
    ...(isList ? [several()] : []),
    ...(takesNumbers(schemas[flag]) ? [numbers, numbers.map(({ text }) => ({ inFile: text, text }))] : []),
  );
};

function valuesFor(flag: Flag): fc.Arbitrary<{ inFile: Said["inFile"]; text: string }> {
  if (flag === "voice") return voiceValues;
  if (flag === "voices") return castValues;
  const isFree = choicesIn(schemas[flag]).words.length === 0 && !takesNumbers(schemas[flag]);
  return isFree ? texts(flag) : plainValues(flag);
}

function saidOf(flag: Flag): fc.Arbitrary<Said> {
  if (args[flag].type === "boolean")
    return fc.boolean().map((inFile) => ({ flag, inFile, argv: [`--${inFile ? flag : negativeOf(flag)}`] }));
  return valuesFor(flag)
    .filter(({ text }) => schemas[flag].safeParse(text).success)
    .map(({ inFile, text }) => ({ flag, inFile, argv: [`--${flag}=${text}`] }));
}

/** A string of TOML is one of JSON in which DEL is escaped as well. */
const tomlString = (text: string) => JSON.stringify(text).replaceAll("\u007f", "\\u007F");

function toml(value: Said["inFile"]): string {
  if (Array.isArray(value)) return `[${value.map(tomlString).join(", ")}]`;
  if (typeof value === "string") return tomlString(value);
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : value.toFixed(20);
  if (typeof value === "boolean") return String(value);
  return `{ ${Object.entries(value)
    .map(([name, inner]) => `${tomlString(name)} = ${toml(inner)}`)
    .join(", ")} }`;
}

const commands = Object.entries(FLAGS_OF).filter(([, flags]) => flags.length > 0);

describe.each(commands)("%s", (command, flags) => {
  const settable = flags.filter(isSettable);
  const said = fc.uniqueArray(
    fc.constantFrom(...settable).chain((flag) => saidOf(flag)),
    { selector: ({ flag }) => flag },
  );

  /** What a command line says, without where the file is. */
  const flagsOf = async (argv: string[]) => {
    const values: Record<string, unknown> = await parseFlags(flags, argv, command);
    delete values.config;
    return values;
  };

  test.each([
    ["above all tables", false],
    ["in the table of the command", true],
  ])("understands what stands in a file %s as what stands on its command line", async (_, isInTable) => {
    await fc.assert(
      fc.asyncProperty(said, async (all) => {
        const expected = await flagsOf(all.flatMap(({ argv }) => argv));
        const object = Object.fromEntries(all.map(({ flag, inFile }) => [flag, inFile]));
        const lines = all.map(({ flag, inFile }) => `${flag} = ${toml(inFile)}\n`).join("");
        const inObject = command.split(" ").reduceRight<object>((inner, word) => ({ [word]: inner }), object);
        const files = {
          "config.toml": isInTable ? `[${command.replaceAll(" ", ".")}]\n${lines}` : lines,
          "config.json": JSON.stringify(isInTable ? inObject : object),
        };
        for (const [name, text] of Object.entries(files)) {
          const path = folder.write(name, text);
          expect(await flagsOf(["--config", path])).toEqual(expected);
          rmSync(dirname(path), { recursive: true });
        }
      }),
      { numRuns: 30 },
    );
  });
});
