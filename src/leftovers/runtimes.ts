import { join } from "node:path";
import { renderBytes } from "../display/bytes.ts";
import { versionFolders } from "../embedded/parts.ts";
import { removeUnused, unusedVersions } from "../embedded/version.ts";
import type { Leftover } from "./leftover.ts";
import { bytesOnDisk } from "./on_disk.ts";

/**
 * Libraries and voices that other versions have taken out, and that no process uses. This process must have taken out its
 * own, or they would count among them.
 *
 * @param roots folders that hold a folder for each version
 */
export function unusedRuntimes(roots = versionFolders()): Leftover[] {
  return roots.flatMap((root) =>
    unusedVersions(root).map((name) => {
      const path = join(root, name);
      const bytes = bytesOnDisk(path);
      return {
        what: `libraries and voices that no process uses, ${renderBytes(bytes)} in ${path}`,
        bytes,
        fix: "",
        remove: () => removeUnused(root, name),
      };
    }),
  );
}
