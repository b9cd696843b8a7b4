import { rmSync } from "node:fs";
import { basename, join } from "node:path";
import { cacheFolder } from "../cache.ts";
import { renderBytes } from "../display/bytes.ts";
import type { Leftover } from "./leftover.ts";
import { bytesOnDisk, entriesIn, isIdle, isOlder } from "./on_disk.ts";

/** A state that is used is marked so at each start. */
const UNUSED_DAYS = 30;
const DAY_MS = 86_400_000;

/** As saved_prefix.ts names a state that is whole. */
const STATE = /^[0-9a-f]{16}-[0-9a-f]{16}\.state$/;
/** How they were named before the digest of their contents was in the name; nothing reads them any more. */
const OLD_STATE = /^[0-9a-f]{16}\.state$/;
/** Before they are whole: now, and earlier. */
const UNFINISHED = /^[0-9a-f]{16}(?:\.\d+\.unfinished|\.state\.\d+)$/;

/**
 * States of models, prompts or versions that are no longer used. Each start makes its own anew. What has a name of another
 * kind is left to the version that knows it.
 *
 * @param folder of saved states
 */
export function unusedStates(folder = join(cacheFolder(), "states")): Leftover[] {
  const paths = entriesIn(folder)
    .map(({ name }) => join(folder, name))
    .filter(isLeft);
  if (paths.length === 0) return [];
  const bytes = paths.reduce((sum, path) => sum + bytesOnDisk(path), 0);
  const count = paths.length === 1 ? "a saved state" : `${paths.length} saved states`;
  return [
    {
      what: `${count} of models, prompts or versions that are no longer used, ${renderBytes(bytes)} in ${folder}`,
      bytes,
      fix: "",
      remove: () => {
        for (const path of paths.filter(isLeft)) rmSync(path, { force: true });
      },
    },
  ];
}

function isLeft(path: string): boolean {
  const name = basename(path);
  if (STATE.test(name)) return isOlder(path, UNUSED_DAYS * DAY_MS);
  return OLD_STATE.test(name) || (UNFINISHED.test(name) && isIdle(path));
}
