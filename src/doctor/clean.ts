import { agrees, canAsk } from "../agree.ts";
import { renderBytes } from "../display/bytes.ts";
import { AppError, EXIT, reasonOf } from "../errors.ts";
import { findLeftovers, type Search } from "../leftovers/find.ts";
import type { Leftover } from "../leftovers/leftover.ts";
import { tell } from "../terminal.ts";

/**
 * Shows what no version of this program needs any more, asks, and removes it. What the user has made or fetched, and what
 * only they can decide about, is not among it.
 *
 * @returns the exit code; 1 after a no, or where something could not be removed
 * @throws AppError USAGE where nobody can be asked; the signal's reason
 */
export async function clean(search: Search, { yes }: { yes: boolean }): Promise<number> {
  const removable = (await findLeftovers(search)).filter(isRemovable);
  if (removable.length === 0) {
    tell("nothing is left over that could be removed");
    return EXIT.done;
  }
  for (const { what } of removable) tell(`- ${what}`);
  if (!yes && !isAgreed()) {
    tell("nothing was removed");
    return EXIT.failed;
  }
  for (const { what, remove } of removable) attempt(what, remove);
  // What a process has begun to use meanwhile was left alone, and is no leftover any more.
  const left = new Set((await findLeftovers(search)).map(({ what }) => what));
  const removed = removable.filter(({ what }) => !left.has(what));
  tell(`removed ${removed.length}, ${renderBytes(removed.reduce((sum, { bytes }) => sum + bytes, 0))}`);
  return removed.length === removable.length ? EXIT.done : EXIT.failed;
}

function attempt(what: string, remove: () => void): void {
  try {
    remove();
  } catch (error) {
    tell(`not removed: ${what}: ${reasonOf(error)}`);
  }
}

function isRemovable(leftover: Leftover): leftover is Leftover & { remove: () => void } {
  return leftover.remove !== null;
}

function isAgreed(): boolean {
  if (canAsk()) return agrees("Remove it?");
  throw new AppError("USAGE", {
    what: "nothing was removed",
    why: "nobody can be asked without a terminal",
    fix: "stream-tts-bun doctor --clean --yes removes it without asking",
  });
}
