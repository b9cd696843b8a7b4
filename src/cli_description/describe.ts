import type { ArgDef, ArgsDef, CommandMeta, Resolvable } from "citty";
import manifest from "../../package.json" with { type: "json" };
import { commands, DEFAULT_COMMAND } from "../commands/table.ts";
import { type Values, valuesOf } from "./values.ts";

/** A word that a command takes beside its flags. */
export interface Argument {
  readonly name: string;
  readonly hint: string;
  readonly description: string;
  readonly isRequired: boolean;
  /** Whether there may be several of the kind. */
  readonly isRepeated: boolean;
  readonly values: Values;
}

export interface Flag {
  /** Without its dashes. */
  readonly name: string;
  /** One letter, or null. */
  readonly short: string | null;
  readonly description: string;
  /** What it takes; null for a flag that is only given or not. */
  readonly value: { readonly hint: string; readonly default: string | null; readonly values: Values } | null;
}

export interface CommandDescription {
  /** One word, or two of which the first is a command as well. */
  readonly name: string;
  readonly description: string;
  readonly arguments: readonly Argument[];
  readonly flags: readonly Flag[];
  /** What `--help` says behind the flags. */
  readonly text: string;
}

/** Everything that can be written on the command line of this program. */
export interface ProgramDescription {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** In the order of the table of commands. */
  readonly commands: readonly CommandDescription[];
  /** The one whose name may be left out. */
  readonly standard: CommandDescription;
  /** A flag that only stands alone. */
  readonly versionFlag: Flag;
}

/** What main.ts answers by itself, for every command. */
const HELP: Flag = { name: "help", short: "h", description: "Tell what there is", value: null };
const VERSION: Flag = { name: "version", short: null, description: "Print the version", value: null };

/** Ends the hint of an argument of which there may be several. */
const REPEATED = / …$/;

/**
 * Describes the program by the definitions that read its command line and make its help.
 *
 * @param platform the system that the description is for, whose voices it names
 */
export async function describeProgram(platform = process.platform): Promise<ProgramDescription> {
  const described: CommandDescription[] = [];
  for (const [name, load] of Object.entries(commands)) {
    const { definition, examples } = await load();
    const meta: CommandMeta = await resolved(definition.meta ?? {});
    if (meta.hidden === true) continue;
    const args: ArgsDef = await resolved(definition.args ?? {});
    const all = Object.entries(args);
    described.push({
      name,
      description: meta.description ?? "",
      arguments: all.flatMap(([word, arg]) => argumentsOf(word, arg, platform)),
      flags: [...all.flatMap(([flag, arg]) => flagsOf(flag, arg, platform)), HELP],
      text: examples,
    });
  }
  const standard = described.find(({ name }) => name === DEFAULT_COMMAND);
  if (standard === undefined) throw new Error("there is no default command");
  const { name, version, description } = manifest;
  return { name, version, description, commands: described, standard, versionFlag: VERSION };
}

/** The commands whose first word is another command. */
export function partsOf(program: ProgramDescription, { name }: { name: string }): CommandDescription[] {
  return program.commands.filter((command) => command.name.startsWith(`${name} `));
}

/** The commands of one word. */
export function firstWords(program: ProgramDescription): CommandDescription[] {
  return program.commands.filter(({ name }) => !name.includes(" "));
}

/** Every flag that takes a value, once; it means the same with every command. */
export function valueFlags(program: ProgramDescription): Map<string, NonNullable<Flag["value"]>> {
  const all = program.commands.flatMap(({ flags }) => flags);
  return new Map(all.flatMap(({ name, value }) => (value === null ? [] : [[name, value]])));
}

function argumentsOf(name: string, arg: ArgDef, platform: NodeJS.Platform): Argument[] {
  if (arg.type !== "positional") return [];
  const hint = (arg.valueHint ?? name.toUpperCase()).replace(REPEATED, "");
  return [
    {
      name,
      hint,
      description: arg.description ?? "",
      isRequired: arg.required !== false,
      isRepeated: REPEATED.test(arg.valueHint ?? ""),
      values: valuesOf(name, hint, platform),
    },
  ];
}

function flagsOf(name: string, arg: ArgDef, platform: NodeJS.Platform): Flag[] {
  if (arg.type === "positional") return [];
  const { description = "" } = arg;
  if (arg.type === "boolean") return [{ name, short: null, description, value: null }];
  const hint = arg.valueHint ?? name.toUpperCase();
  const standard = arg.default === undefined ? null : String(arg.default);
  const value = { hint, default: standard, values: valuesOf(name, hint, platform) };
  return [{ name, short: null, description, value }];
}

async function resolved<Of extends object>(given: Resolvable<Of>): Promise<Of> {
  return typeof given === "function" ? await given() : await given;
}
