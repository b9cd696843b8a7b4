import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { reasonOf } from "../../src/errors.ts";
import { ROOT } from "../release/facts.ts";
import { chosenSteps, wrongUsage } from "../testing/steps/wishes.ts";
import type { Step } from "./scene.ts";
import { STEPS } from "./steps.ts";

export interface Wishes {
  readonly steps: readonly Step[];
  readonly dist: string;
  readonly output: string;
  /** What is wanted instead of a check. */
  readonly shows: "help" | "list" | null;
}

const SCRIPT = "scripts/release-check.sh";

export const HELP = `${SCRIPT} [--only NAME,…] [--output FILE] [DIST]

Looks at a release as its users meet it, on Linux x64, as root: sums, formula, what was left of this machine in the
programs, and what archives and packages do on a Debian 12 with nothing else, for arm64 in an emulator. DIST is where the
release lies; without it dist/ of this checkout.

  --only NAME,…     only these steps
  --output FILE     the report; without it release-check.md in DIST
  --list            names the steps
  --help            this text

Exit code: 0 when no step has failed, 1 when one has, 2 for a wrong command line. A step that cannot be run is skipped
with the reason, never passed.
`;

/**
 * Reads the command line.
 *
 * @throws AppError USAGE
 */
export function wishesOf(argv: readonly string[]): Wishes {
  const { values, positionals } = parsed(argv);
  const [given, surplus] = positionals;
  if (surplus !== undefined) throw wrongUsage(`${surplus} is one word too many`, SCRIPT);
  const dist = given === undefined ? join(ROOT, "dist") : resolve(given);
  return {
    steps: chosenSteps(STEPS, values.only ?? [], SCRIPT),
    dist,
    output: values.output === undefined ? join(dist, "release-check.md") : resolve(values.output),
    shows: values.help ? "help" : values.list ? "list" : null,
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        only: { type: "string", multiple: true },
        output: { type: "string" },
        list: { type: "boolean" },
        help: { type: "boolean" },
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw wrongUsage(reasonOf(error), SCRIPT);
  }
}
