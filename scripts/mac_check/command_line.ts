import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { reasonOf } from "../../src/errors.ts";
import { chosenSteps, wrongUsage } from "../testing/steps/wishes.ts";
import type { Step } from "./step.ts";
import { STEPS } from "./steps.ts";

export interface Wishes {
  readonly steps: readonly Step[];
  readonly executable: string;
  readonly output: string;
  readonly isInteractive: boolean;
  /** What is wanted instead of a check. */
  readonly shows: "help" | "list" | null;
}

const OPTIONS = {
  only: { type: "string", multiple: true },
  output: { type: "string" },
  interactive: { type: "boolean" },
  list: { type: "boolean" },
  help: { type: "boolean" },
} as const;

const SCRIPT = "scripts/mac-check.sh";

export const HELP = `scripts/mac-check.sh [--only NAME,…] [--interactive] [--output FILE] [EXECUTABLE]

Looks at everything that only a Mac can show of stream-tts-bun, and writes one report: please attach it to an issue.
On another system it does what can be done there. EXECUTABLE is the program to look at; without it, the one that was
built in this checkout.

  --only NAME,…     only these steps
  --interactive     also those for which a person has to listen or to do something
  --output FILE     the report; without it mac-check.md in the current folder
  --list            names the steps
  --help            this text

Exit code: 0 when no step has failed, 1 when one has, 2 for a wrong command line.
`;

/**
 * Reads the command line.
 *
 * @param platform what decides which of the built programs is meant
 * @throws AppError USAGE
 */
export function wishesOf(argv: string[], root: string, platform: NodeJS.Platform): Wishes {
  const { values, positionals } = parsed(argv);
  const [given, surplus] = positionals;
  if (surplus !== undefined) throw wrongUsage(`${surplus} is one word too many`, SCRIPT);
  return {
    steps: chosenSteps(STEPS, values.only ?? [], SCRIPT),
    executable: given === undefined ? built(root, platform) : resolve(given),
    output: resolve(values.output ?? "mac-check.md"),
    isInteractive: values.interactive ?? false,
    shows: values.help ? "help" : values.list ? "list" : null,
  };
}

function parsed(argv: string[]) {
  try {
    return parseArgs({ args: argv, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw wrongUsage(reasonOf(error), SCRIPT);
  }
}

/** A program that was built on this machine, before one that was built for it elsewhere. */
function built(root: string, platform: NodeJS.Platform): string {
  const own = join(root, "dist", "stream-tts-bun");
  const other = join(root, "dist", "darwin-arm64", "stream-tts-bun");
  return platform === "darwin" && !existsSync(own) ? other : own;
}
