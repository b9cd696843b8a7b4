import { rmSync } from "node:fs";
import { join } from "node:path";
import { PROGRAM } from "../bundle/manifest.ts";
import { usersPlaces } from "../bundle/places.ts";
import { cacheFolder } from "../cache.ts";
import { renderBytes } from "../display/bytes.ts";
import type { Leftover } from "./leftover.ts";
import { bytesOnDisk, isHeld, isIdle } from "./on_disk.ts";

/**
 * A program that `models unbundle` was writing when it was killed.
 *
 * @param folder that programs are installed to
 */
export function unfinishedProgram(folder = usersPlaces(null).program): Leftover[] {
  const path = join(folder, `${PROGRAM}.unfinished`);
  const isLeft = () => isIdle(path) && !isHeld(join(cacheFolder(), "unbundle.lock"));
  if (!isLeft()) return [];
  const bytes = bytesOnDisk(path);
  return [
    {
      what: `a program that was not installed to its end, ${renderBytes(bytes)} in ${path}`,
      bytes,
      fix: "",
      remove: () => {
        if (isLeft()) rmSync(path, { force: true });
      },
    },
  ];
}
