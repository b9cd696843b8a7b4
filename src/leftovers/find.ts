import { reasonOf } from "../errors.ts";
import { unfinishedModels } from "./downloads.ts";
import type { Leftover } from "./leftover.ts";
import { largeLogs } from "./logs.ts";
import { oldServiceFolder } from "./old_service.ts";
import { otherPrograms } from "./other_programs.ts";
import { unfinishedPacks } from "./packs.ts";
import { programUses } from "./program_uses.ts";
import { unusedRuntimes } from "./runtimes.ts";
import { unusedStates } from "./states.ts";
import { trimmedWithoutModel } from "./trimmed.ts";
import { unfinishedProgram } from "./unfinished_program.ts";

export interface Search {
  /** Whether this process has taken out its own libraries and voices, so that those that it finds unused are not its own. */
  readonly hasRuntime: boolean;
  readonly signal: AbortSignal;
}

/**
 * Everything that lies on this machine because of this program, and that nothing uses any more. Where one kind cannot be
 * looked for, that is among what is told.
 *
 * @throws the signal's reason
 */
export async function findLeftovers({ hasRuntime, signal }: Search): Promise<Leftover[]> {
  const kinds: [string, () => Leftover[] | Promise<Leftover[]>][] = [
    ["libraries and voices", () => (hasRuntime ? unusedRuntimes() : [])],
    ["models", () => unfinishedModels()],
    ["voice packs", () => unfinishedPacks()],
    ["trimmed models", () => trimmedWithoutModel()],
    ["saved states", () => unusedStates()],
    ["logs", () => largeLogs()],
    ["the service's folder", () => oldServiceFolder()],
    ["the user's programs", () => unfinishedProgram()],
    ["programs that are to be run", () => otherPrograms(programUses(), signal)],
  ];
  const leftovers: Leftover[] = [];
  for (const [kind, find] of kinds) {
    try {
      leftovers.push(...(await find()));
    } catch (error) {
      signal.throwIfAborted();
      const fix = "see that you may read it, then try again";
      leftovers.push({
        what: `${kind} could not be looked at: ${reasonOf(error)}`,
        bytes: 0,
        fix,
        remove: null,
      });
    }
  }
  return leftovers;
}
