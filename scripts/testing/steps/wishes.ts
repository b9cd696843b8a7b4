import { AppError } from "../../../src/errors.ts";
import type { Described } from "./step.ts";

/**
 * The steps of these names, in their own order; all without a name.
 *
 * @param lists names, or several with commas between them
 * @param script what was called
 * @throws AppError USAGE
 */
export function chosenSteps<Step extends Described>(
  steps: readonly Step[],
  lists: readonly string[],
  script: string,
): readonly Step[] {
  const names = lists.flatMap((list) => list.split(","));
  const unknown = names.find((wanted) => !steps.some(({ name }) => name === wanted));
  if (unknown !== undefined) throw wrongUsage(`there is no step ${JSON.stringify(unknown)}`, script);
  return names.length === 0 ? steps : steps.filter(({ name }) => names.includes(name));
}

/** The error for a command line that a check does not understand. */
export function wrongUsage(why: string, script: string): AppError {
  return new AppError("USAGE", {
    what: "the command line is not understood",
    why,
    fix: `${script} --help and --list show what there is`,
  });
}
