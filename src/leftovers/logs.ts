import { homedir } from "node:os";
import { renderBytes } from "../display/bytes.ts";
import { hookLogPath } from "../service/hooks/hook_log.ts";
import { serviceLogPath } from "../service/spawn.ts";
import { launchdLog } from "../service/units/launchd.ts";
import { shellLine } from "../shell_line.ts";
import type { Leftover } from "./leftover.ts";
import { bytesOnDisk } from "./on_disk.ts";

/** Far more than a log of ours has that nothing is wrong with. */
const LARGE_BYTES = 10e6;

/** Every file that the program or its manager only ever adds to. */
const logs = () => [serviceLogPath(), hookLogPath(), `${hookLogPath()}.1`, launchdLog(homedir())];

/** Logs that have grown large. What they tell may be why, so that it is for the user to remove them. */
export function largeLogs(paths: readonly string[] = logs()): Leftover[] {
  return paths.flatMap((path) => {
    const bytes = bytesOnDisk(path);
    if (bytes <= LARGE_BYTES) return [];
    return [
      {
        what: `a large log, ${renderBytes(bytes)} in ${path}`,
        bytes,
        // Whoever has it open goes on writing to it.
        fix: `${shellLine(["truncate", "-s", "0", path])} empties it`,
        remove: null,
      },
    ];
  });
}
