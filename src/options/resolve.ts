import { type Config, configOf } from "../config/config_of.ts";
import { readCommandLine, type WordCount } from "./command_line.ts";
import { DEFAULTS_OF } from "./commands.ts";
import { args } from "./help.ts";
import type { Flag } from "./schemas.ts";
import type { Setting, Settings } from "./setting.ts";

/** What holds for flags, and the words beside them. */
export interface Resolved {
  readonly settings: Settings;
  readonly words: string[];
  /** The file that was read, if there is one. */
  readonly config: Config | null;
}

/**
 * What holds for the flags of a command: what its command line says, else its table in the config file, else what stands
 * above all tables there, else the default. A flag that nothing is said of is missing.
 *
 * @throws AppError USAGE for a command line or a config file that is wrong; CONFIG_UNREADABLE
 */
export async function resolveFlags(
  names: readonly Flag[],
  argv: string[],
  command: string,
  count: WordCount,
): Promise<Resolved> {
  const { values, words } = readCommandLine(names, argv, command, count);
  const choice = values.get("config");
  const config = names.includes("config") ? await configOf(choice?.toString()) : null;
  const settings = new Map<Flag, Setting>();
  for (const flag of names) {
    const said = values.get(flag);
    const setting =
      said === undefined
        ? (config?.setting(command, flag) ?? defaultOf(command, flag))
        : ({ value: said, origin: { kind: "command line" } } as const);
    if (setting !== undefined) settings.set(flag, setting);
  }
  return { settings, words, config };
}

function defaultOf(command: string, flag: Flag): Setting | undefined {
  const own = Object.hasOwn(DEFAULTS_OF, command) ? DEFAULTS_OF[command]?.[flag] : undefined;
  const arg = args[flag];
  const value = own ?? ("default" in arg ? arg.default : undefined);
  return value === undefined ? undefined : { value, origin: { kind: "default" } };
}
