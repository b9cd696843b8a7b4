import { join } from "node:path";
import { baseFolder } from "./base_folder.ts";

/** Our folder for what can be made or fetched again: models, native parts, saved states (XDG Base Directory). */
export function cacheFolder(): string {
  return join(baseFolder("XDG_CACHE_HOME"), "stream-tts-bun");
}
