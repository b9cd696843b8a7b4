import { homedir } from "node:os";
import { join } from "node:path";

/** Our folder for what can be made or fetched again: models, native parts, saved states (XDG Base Directory). */
export function cacheFolder(): string {
  const base = process.env.XDG_CACHE_HOME;
  // The specification says that a relative path is to be ignored.
  return join(base?.startsWith("/") ? base : join(homedir(), ".cache"), "stream-tts-bun");
}
