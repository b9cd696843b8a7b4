import { basename } from "node:path";
import { z } from "zod";
import { isCompiled } from "../../compiled.ts";
import { AppError } from "../../errors.ts";
import { shellLine } from "../../shell_line.ts";
import { stablePath } from "../stable_command.ts";

const PROGRAM = "stream-tts-bun";
/** A word as a POSIX shell reads it, with its quotes; nothing in it runs anything. */
const SHELL_WORD = /^(?:'[^']*'|"(?:[^"\\`]|\\.)*"|\\.|[^\s'"\\|&;<>()`])+/;
const QUOTES = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g;

/** An entry of Claude Code's settings that runs a program, with its arguments in the command or, newer, beside it. */
const CommandEntry = z.object({
  type: z.literal("command"),
  command: z.string(),
  args: z.array(z.string()).optional(),
});

/**
 * The command line that the settings get: for a shell, and by the path that stays when the program is upgraded.
 *
 * @throws AppError USAGE when it runs from its sources, or under another name
 */
export function hookCommandLine(): string {
  if (!isCompiled)
    throw new AppError("USAGE", {
      what: "there is no program that a hook could run",
      why: "this one runs from its sources, and the settings need the path of an executable",
      fix: "build it with bun scripts/executable.ts, then run dist/stream-tts-bun hook install",
    });
  const path = stablePath();
  if (!isProgram(path))
    throw new AppError("USAGE", {
      what: "our hooks could not be told from others later",
      why: `they are known by the program's name, and this one is called ${basename(path)}`,
      fix: `name it ${PROGRAM}, then run ${PROGRAM} hook install`,
    });
  return hookLine(path);
}

/** What a shell runs as the hook of the program at that path. */
export function hookLine(path: string): string {
  return shellLine([path, "hook"]);
}

/** What an entry runs, if that is a hook of this program, wherever it lies. */
export function ownEntry(entry: unknown): z.infer<typeof CommandEntry> | null {
  const parsed = CommandEntry.safeParse(entry).data;
  if (parsed === undefined) return null;
  const { command, args } = parsed;
  const isOwn = args === undefined ? runsHook(command) : isProgram(command) && args[0] === "hook";
  return isOwn ? parsed : null;
}

/** The program that an entry of ours runs, as it is written there. */
export function programIn({ command, args }: z.infer<typeof CommandEntry>): string {
  return args === undefined ? unquoted(SHELL_WORD.exec(command.trim())?.[0] ?? "") : command;
}

function runsHook(command: string): boolean {
  const line = command.trim();
  const word = SHELL_WORD.exec(line)?.[0] ?? "";
  return isProgram(unquoted(word)) && /^\s+hook(?:\s+-[\w-]+)*$/.test(line.slice(word.length));
}

/** A version or a system may follow the name. */
function isProgram(path: string): boolean {
  return /^stream-tts-bun(?:[-.]|$)/.test(basename(path));
}

function unquoted(word: string): string {
  return word.replace(
    QUOTES,
    (_, single?: string, double?: string, escaped?: string) =>
      single ?? double?.replace(/\\([$`"\\])/g, "$1") ?? escaped ?? "",
  );
}
