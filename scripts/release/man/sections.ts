import type { Argument, Flag, ProgramDescription } from "../../../src/cli_description/describe.ts";
import { type Block, readHelpText } from "./help_text.ts";
import { bold, entry, italic, literal, paragraph, prose, subheading, subsection } from "./roff.ts";

/** Sections of help texts that the page makes from the definitions. */
const OWN = ["COMMANDS", "EXAMPLES"];

/** How each command is written, a line each. */
export function synopsis({ name, commands, standard, versionFlag }: ProgramDescription): string {
  const lines = commands.map((command) => {
    const words = command === standard ? `[${bold(command.name)}]` : bold(command.name);
    const flags = command.flags.length > 1 ? [`[${italic("flags")}]`] : [];
    const given = command.arguments.map((argument) => {
      const word = italic(shown(argument));
      return argument.isRequired ? word : `[${word}]`;
    });
    return [bold(name), words, ...flags, ...given].join(" ");
  });
  const alone = `${bold(name)} ${bold("--help")} | ${bold(`--${versionFlag.name}`)}`;
  return [...lines, alone].map((line) => `${line}\n`).join(".br\n");
}

/** What each command is for, those of two words below the first. */
export function commandList(program: ProgramDescription): string {
  return program.commands
    .map(({ name, description }) => entry(bold(name), prose(`${description}.`)))
    .join("");
}

/** The arguments and flags of every command, and what else its help says. */
export function options(program: ProgramDescription): string {
  const { name, version, versionFlag } = program;
  const whole = entry(bold(`--${versionFlag.name}`), prose(`${versionFlag.description}, ${version}.`));
  const each = program.commands.map((command) => {
    const { blocks, sections } = readHelpText(command.text);
    const more = [...sections]
      .filter(([heading]) => !OWN.includes(heading))
      .map(([heading, below]) => subheading(heading) + below.map(rendered).join(""));
    const body = [
      ...command.arguments.map(argumentEntry),
      ...command.flags.map(flagEntry),
      ...blocks.map(rendered),
      ...more,
    ];
    return subsection(`${name} ${command.name}`, body.join(""));
  });
  return subsection(name, whole) + each.join("");
}

/** The examples of every command that has some. */
export function examples(program: ProgramDescription): string {
  return program.commands
    .map(({ name, text }) => {
      const blocks = readHelpText(text).sections.get("EXAMPLES") ?? [];
      return blocks.length === 0 ? "" : subsection(name, blocks.map(rendered).join(""));
    })
    .join("");
}

function argumentEntry(argument: Argument): string {
  return entry(italic(shown(argument)), prose(`${argument.description}.`));
}

function flagEntry({ name, short, description, value }: Flag): string {
  const letter = short === null ? "" : `${bold(`-${short}`)}, `;
  const taken = value === null ? "" : ` ${hinted(value.hint)}`;
  const standard =
    value?.default === undefined || value.default === null ? "" : ` Default: ${value.default}.`;
  return entry(`${letter}${bold(`--${name}`)}${taken}`, prose(`${description}.${standard}`));
}

/** A hint in which words that are meant as they stand are told from those that stand for something. */
const hinted = (hint: string) =>
  hint
    .split("|")
    .map((part) => (/[A-Z]/.test(part) ? italic(part) : bold(part)))
    .join("|");

const shown = ({ name, isRepeated }: Argument) => `${name.toUpperCase()}${isRepeated ? "…" : ""}`;

function rendered(block: Block): string {
  return block.kind === "prose" ? paragraph(block.text) : literal(block.lines);
}
