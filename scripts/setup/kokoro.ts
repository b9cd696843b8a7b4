import { listenerOnStderr } from "../../src/fetch/pull_listener.ts";
import { findPack } from "../../src/voice_packs/catalog.ts";
import { pullPack } from "../../src/voice_packs/pull_pack.ts";
import { reportFailure } from "./failure.ts";

/**
 * The voice pack kokoro in the cache, for the tests: fetched when it is not there, and what of it is damaged.
 *
 * @returns its folder
 * @throws AppError FETCH_FAILED, FETCH_MISSING or DISK_FULL
 */
export async function kokoroPack(): Promise<string> {
  const pack = findPack("kokoro");
  if (pack === undefined) throw new Error("models/voices.json has no pack kokoro");
  // A script is ended by its signals; what has come stays.
  const { signal } = new AbortController();
  return pullPack(pack, { listener: listenerOnStderr(), signal });
}

/** `bun scripts/setup/kokoro.ts` prints the folder of the pack. */
if (import.meta.main) {
  try {
    process.stdout.write(`${await kokoroPack()}\n`);
  } catch (error) {
    reportFailure(error);
  }
}
