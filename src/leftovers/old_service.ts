import { lstatSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../cache.ts";
import { isOurs } from "../embedded/own_folder.ts";
import { lockPath } from "../service/folder.ts";
import type { Leftover } from "./leftover.ts";
import { bytesOnDisk, entriesIn, isHeld } from "./on_disk.ts";

/** What a service keeps in its folder. */
const OWN = new Set(["socket", "lock"]);

/**
 * The folder of the runtime folder that the service had before it got a name of its own. A service in it is found by no
 * program of today.
 *
 * @param runtime XDG_RUNTIME_DIR
 */
export function oldServiceFolder(runtime = process.env.XDG_RUNTIME_DIR ?? ""): Leftover[] {
  const folder = join(runtime, "stream-tts-bun");
  // Who has cache and runtime folder in one place has the cache under that name.
  if (!runtime.startsWith("/") || folder === cacheFolder()) return [];
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() !== true || !isOurs(found)) return [];
  const names = entriesIn(folder).map(({ name }) => name);
  if (!names.includes("lock") || !names.every((name) => OWN.has(name))) return [];
  const bytes = bytesOnDisk(folder);
  if (isHeld(lockPath(folder)))
    return [
      {
        what: `a service of an earlier version, which this one does not find, listens in ${folder}`,
        bytes,
        fix: `kill ${readFileSync(lockPath(folder), "utf8").trim()} ends it`,
        remove: null,
      },
    ];
  return [
    {
      what: `the folder of an earlier version's service, ${folder}`,
      bytes,
      fix: "",
      remove: () => {
        if (isHeld(lockPath(folder))) return;
        for (const name of OWN) rmSync(join(folder, name), { force: true });
        rmdirSync(folder);
      },
    },
  ];
}
