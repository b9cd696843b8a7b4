import { z } from "zod";
import { usage, type WordCount } from "./command_line.ts";
import { pick } from "./pick.ts";
import { resolveFlags } from "./resolve.ts";
import { type Flag, type Flags, schemas } from "./schemas.ts";
import type { Settings } from "./setting.ts";

/**
 * What holds for the flags of a command that takes nothing else, by its command line and the config file.
 *
 * @param command its name, for messages and for its table in the config file
 * @throws AppError USAGE for a flag that does not exist, lacks its value, or has one that is not allowed; and for a wrong
 * config file; CONFIG_UNREADABLE
 */
export async function parseFlags<const Name extends Flag>(
  names: readonly Name[],
  argv: string[],
  command: string,
): Promise<Flags<Name>> {
  return (await parseWords(names, argv, command, { least: 0, most: 0 })).flags;
}

/**
 * What holds for the flags of a command that takes other words as well.
 *
 * @param command its name, for messages and for its table in the config file
 * @throws AppError USAGE, also for too few or too many words; CONFIG_UNREADABLE
 */
export async function parseWords<const Name extends Flag>(
  names: readonly Name[],
  argv: string[],
  command: string,
  count: WordCount,
): Promise<{ flags: Flags<Name>; words: string[] }> {
  const { settings, words } = await resolveFlags(names, argv, command, count);
  return { flags: checkedFlags(names, settings, command), words };
}

/**
 * The values of flags, as their schemas make them. What a file says has been checked when it was read.
 *
 * @throws AppError USAGE for a value that is not allowed
 */
export function checkedFlags<const Name extends Flag>(
  names: readonly Name[],
  settings: Settings,
  command: string,
): Flags<Name> {
  const values = Object.fromEntries([...settings].map(([flag, { value }]) => [flag, value]));
  const parsed = z.object(pick(schemas, names)).safeParse(values);
  if (parsed.success) return parsed.data as Flags<Name>;
  const issue = parsed.error.issues[0];
  const flag = String(issue?.path[0] ?? "");
  throw usage(
    `--${flag} does not take ${JSON.stringify(values[flag])}`,
    issue?.message ?? "it is not allowed",
    command,
  );
}
