import { accessSync, constants, mkdirSync, statfsSync } from "node:fs";
import manifest from "../../package.json" with { type: "json" };
import { cacheFolder } from "../cache.ts";
import { isCompiled } from "../compiled.ts";
import { renderBytes } from "../display/bytes.ts";
import { reasonOf } from "../errors.ts";
import type { Parts } from "../parts.ts";
import { type Check, ok, warning } from "./check.ts";

/** Room for the parts of another version beside those of this one, and for states of the prompt. */
const ENOUGH_BYTES = 500e6;

/** Which program this is. */
export const programCheck: Check = {
  name: "program",
  run: async () => {
    const kind = isCompiled ? process.execPath : "a checkout, under bun";
    return ok(`stream-tts-bun ${manifest.version} for ${process.platform}-${process.arch}, ${kind}`);
  },
};

/** Whether what the executable carries could be taken out. */
export const partsCheck = (parts: () => Parts): Check => ({
  name: "parts",
  run: async () => ok(`libraries, dictionary and voices are in ${parts().llamaFolder}`),
});

/** Whether there is room to keep models and states. */
export const diskCheck: Check = {
  name: "disk",
  run: async () => {
    const folder = cacheFolder();
    try {
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK);
    } catch (error) {
      return warning(
        `${folder} cannot be written: ${reasonOf(error)}`,
        "set XDG_CACHE_HOME to a folder of yours; without one, each start reads the prompt anew",
      );
    }
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    const what = `${renderBytes(free)} free in ${folder}`;
    return free >= ENOUGH_BYTES
      ? ok(what)
      : warning(what, "free some space, or set XDG_CACHE_HOME to a folder on another disk");
  },
};
