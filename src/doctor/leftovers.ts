import { renderBytes } from "../display/bytes.ts";
import { findLeftovers } from "../leftovers/find.ts";
import type { Leftover } from "../leftovers/leftover.ts";
import { type Check, type Finding, ok, warning } from "./check.ts";

const CLEAN = "stream-tts-bun doctor --clean";

/** Whether other versions, killed runs or removed programs have left something. */
export const leftoversCheck = (hasRuntime: () => boolean): Check => ({
  name: "leftovers",
  run: async (signal) => foundLeftovers(await findLeftovers({ hasRuntime: hasRuntime(), signal })),
});

/** What is told of leftovers. Those about which nothing need be done are no reason to warn. */
export function foundLeftovers(leftovers: readonly Leftover[]): Finding {
  const left = leftovers.filter(({ fix, remove }) => fix !== "" || remove !== null);
  const details = leftovers.map(({ what, fix, remove }) => ({
    what,
    fix: remove === null ? fix : `${CLEAN} removes it`,
  }));
  if (left.length === 0) return { ...ok("none"), details };
  const bytes = left.reduce((sum, one) => sum + one.bytes, 0);
  return { ...warning(`${left.length} found, ${renderBytes(bytes)}`, ""), details };
}
