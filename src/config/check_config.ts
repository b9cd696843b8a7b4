import { nearNames } from "../near_names.ts";
import { FLAGS_OF } from "../options/commands.ts";
import type { Flag } from "../options/schemas.ts";
import { isSettable, type Setting } from "../options/setting.ts";
import { flagValue, takesTable } from "./flag_value.ts";
import type { ConfigMember, ConfigProblem, ConfigTable } from "./tree.ts";

/** What a config file says: for every command that has the flag, and for single ones. */
export interface CheckedConfig {
  readonly general: ReadonlyMap<Flag, Setting>;
  readonly ofCommands: ReadonlyMap<string, ReadonlyMap<Flag, Setting>>;
  readonly problems: readonly ConfigProblem[];
}

/** Where a file lies, and how it is called in messages. */
export interface ConfigPlace {
  readonly path: string;
  readonly name: string;
  /** What relative paths in it count from. */
  readonly folder: string;
}

const FLAGS: ReadonlyMap<string, Flag> = new Map(
  Object.values(FLAGS_OF)
    .flat()
    .map((flag) => [flag, flag]),
);
const COMMANDS = Object.keys(FLAGS_OF);

/** Whether a table inside others, by the words that lead to it, is that of a command or holds some. */
const isOfCommands = (...words: string[]) =>
  words.every((word) => !word.includes(" ")) &&
  COMMANDS.some((command) => command === words.join(" ") || command.startsWith(`${words.join(" ")} `));

/** Checks everything in a file, for all commands, whichever one runs. */
export function checkConfig(table: ConfigTable, place: ConfigPlace): CheckedConfig {
  return new Checker(place).check(table);
}

class Checker {
  readonly #place: ConfigPlace;
  readonly #general = new Map<Flag, Setting>();
  readonly #ofCommands = new Map<string, Map<Flag, Setting>>();
  readonly #problems: ConfigProblem[] = [];

  constructor(place: ConfigPlace) {
    this.#place = place;
  }

  check({ members }: ConfigTable): CheckedConfig {
    for (const member of members) this.#readGeneral(member);
    return { general: this.#general, ofCommands: this.#ofCommands, problems: this.#problems };
  }

  #readGeneral(member: ConfigMember): void {
    const { name, value } = member;
    const flag = FLAGS.get(name);
    if (flag !== undefined && takesTable(flag) && value.kind === "table") {
      // A command may be called like the flag; its commands of two words have tables of their own inside.
      const own = this.#withoutCommands(name, value);
      const isOnlyCommands = own.members.length === 0 && value.members.length > 0;
      if (!isOnlyCommands) this.#keep(this.#general, flag, { ...member, value: own });
    } else if (value.kind === "table" && isOfCommands(name)) this.#readCommand(name, value);
    else if (flag !== undefined) this.#keep(this.#general, flag, member);
    else if (isOfCommands(name))
      this.#refuse(
        member,
        `${name} is a command and no setting`,
        `what is for it alone stands in a table [${name}]`,
      );
    else
      this.#refuse(
        member,
        `${name} is no setting`,
        whyUnknown(name, [...FLAGS.keys(), ...COMMANDS.map(tableName)]),
      );
  }

  /** Reads the tables of commands that are in the table of a flag. */
  #withoutCommands(words: string, table: ConfigTable): ConfigTable {
    const own: ConfigMember[] = [];
    for (const member of table.members) {
      if (member.value.kind === "table" && isOfCommands(words, member.name))
        this.#readCommand(`${words} ${member.name}`, member.value);
      else own.push(member);
    }
    return { ...table, members: own };
  }

  #readCommand(command: string, table: ConfigTable): void {
    const flags = Object.hasOwn(FLAGS_OF, command) ? (FLAGS_OF[command] ?? []) : [];
    const settings = new Map<Flag, Setting>();
    for (const member of table.members) {
      const flag = flags.find((name) => name === member.name);
      if (member.value.kind === "table" && isOfCommands(command, member.name))
        this.#readCommand(`${command} ${member.name}`, member.value);
      else if (flag !== undefined) this.#keep(settings, flag, member);
      else
        this.#refuse(
          member,
          `${member.name} is no setting of ${command}`,
          whyNotOf(command, member.name, flags),
        );
    }
    this.#ofCommands.set(command, settings);
  }

  #keep(settings: Map<Flag, Setting>, flag: Flag, member: ConfigMember): void {
    if (!isSettable(flag)) {
      this.#refuse(member, `${flag} cannot be set in a file`, "it stands on a command line only");
      return;
    }
    const { value, problems } = flagValue(flag, member.value, this.#place.folder);
    this.#problems.push(...problems);
    const { path, name } = this.#place;
    if (value !== null)
      settings.set(flag, { value, origin: { kind: "file", path, name, line: member.at.line } });
  }

  #refuse({ at }: ConfigMember, what: string, why: string): void {
    this.#problems.push({ at, what, why });
  }
}

/** As TOML names a table for a command. */
const tableName = (command: string) => command.replaceAll(" ", ".");

function whyUnknown(name: string, names: readonly string[]): string {
  const near = nearNames(name, names);
  return near.length > 0
    ? `there is ${near.join(", ")}`
    : "flags stand here by their long names without dashes, and tables that are named for a command";
}

/** Why a name is none in the table of a command: what is near, who has it, or what there is. */
function whyNotOf(command: string, name: string, flags: readonly Flag[]): string {
  if (FLAGS.has(name)) {
    const others = COMMANDS.filter((other) => FLAGS_OF[other]?.some((flag) => flag === name));
    return `it is for ${others.join(", ")} only`;
  }
  const settable = flags.filter(isSettable);
  if (settable.length === 0) return `${command} has none`;
  const near = nearNames(name, settable);
  return `there is ${(near.length > 0 ? near : settable).join(", ")}`;
}
