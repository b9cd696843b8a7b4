import { parseArgs } from "node:util";
import { AppError, reasonOf } from "../errors.ts";
import { args } from "./help.ts";
import { negativeOf } from "./negatives.ts";
import type { Flag } from "./schemas.ts";
import { isSettable } from "./setting.ts";

/** How many words a command takes beside its flags. */
export interface WordCount {
  readonly least: number;
  readonly most: number;
}

export interface CommandLine {
  /** What was said of each flag last. */
  readonly values: ReadonlyMap<Flag, string | boolean>;
  readonly words: string[];
}

/** The error for a command line that cannot be used. */
export const usage = (what: string, why: string, command: string) =>
  new AppError("USAGE", { what, why, fix: `stream-tts-bun ${command} --help shows what there is` });

/**
 * Finds flags and words, strictly. Values are not looked at yet.
 *
 * @param command its name, for the message
 * @throws AppError USAGE for a flag that does not exist or lacks its value, and for too few or too many words
 */
export function readCommandLine(
  flags: readonly Flag[],
  argv: string[],
  command: string,
  { least, most }: WordCount,
): CommandLine {
  const { tokens, positionals: words } = tokensIn(flags, argv, command, most > 0);
  if (words.length < least)
    throw usage("the command line is not complete", `${command} needs to know of what`, command);
  if (words.length > most)
    throw usage("the command line is not understood", `${words[most]} is one word too many`, command);
  const negatives = new Map(flags.map((flag) => [negativeOf(flag), flag]));
  const values = new Map<Flag, string | boolean>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const flag = flags.find((name) => name === token.name);
    const taken = negatives.get(token.name);
    if (flag !== undefined) values.set(flag, token.value ?? true);
    else if (taken !== undefined) values.set(taken, false);
  }
  return { values, words };
}

function tokensIn(flags: readonly Flag[], argv: string[], command: string, allowPositionals: boolean) {
  const options: Record<string, { type: "boolean" | "string" }> = {};
  for (const flag of flags) {
    const { type } = args[flag];
    options[flag] = { type };
    if (type === "boolean" && isSettable(flag)) options[negativeOf(flag)] = { type };
  }
  try {
    return parseArgs({ args: argv, options, strict: true, tokens: true, allowPositionals });
  } catch (error) {
    throw usage("the command line is not understood", reasonOf(error), command);
  }
}
