import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "../cache.ts";
import { AppError, reasonOf } from "../errors.ts";
import type { Parts } from "../parts_schema.ts";
import { tell } from "../terminal.ts";
import { ensureOwnFolder } from "./own_folder.ts";
import { Pack, PackDamaged } from "./pack.ts";
import { mapPaths } from "./paths.ts";
import { provideVersion } from "./version.ts";

/** In the compiled program, where `scripts/executable.ts` puts the pack. */
export const EMBEDDED = import.meta.dir;

/**
 * Extracts the parts that the executable carries into our cache, or into a folder of ours among the temporary files when
 * the cache cannot be used; at later starts it only looks whether they are still there as extracted.
 *
 * @param packFolder the pack; the one inside this executable
 * @throws AppError PARTS_UNEXTRACTABLE
 */
export function extractedParts(packFolder = EMBEDDED): Parts {
  const pack = new Pack(packFolder);
  const megabytes = Math.ceil(pack.bytes / 1e6);
  const provide = (base: string) =>
    provideVersion(pack, versionsIn(base), () => {
      if (process.stderr.isTTY)
        tell(`stream-tts-bun: unpacking ${megabytes} MB of libraries and voices, once`);
    });
  const folder = firstThatWorks(provide, megabytes);
  return mapPaths(pack.manifest.parts, (path) => join(folder, path));
}

/** The folders that parts may be extracted to, each of which holds one for every version. */
export function versionFolders(): string[] {
  return [cacheFolder(), temporaryFolder()].map(versionsIn);
}

const versionsIn = (base: string) => join(base, "runtime");

const temporaryFolder = () => join(tmpdir(), `stream-tts-bun-${process.geteuid?.()}`);

function firstThatWorks(provide: (base: string) => string, megabytes: number): string {
  const cache = cacheFolder();
  let cacheReason: unknown;
  try {
    mkdirSync(cache, { recursive: true });
    return provide(cache);
  } catch (error) {
    if (error instanceof PackDamaged) throw error;
    cacheReason = error;
  }
  const temporary = temporaryFolder();
  try {
    ensureOwnFolder(temporary);
    const folder = provide(temporary);
    tell(
      `stream-tts-bun: ${cache} cannot be used (${reasonOf(cacheReason)}), so ${temporary} is; ` +
        `to change that, set XDG_CACHE_HOME to a folder of yours with ${megabytes} MB of room`,
    );
    return folder;
  } catch (error) {
    if (error instanceof PackDamaged) throw error;
    throw new AppError(
      "PARTS_UNEXTRACTABLE",
      {
        what: "there is nowhere to unpack the libraries and voices that this program carries",
        why: `${cache}: ${reasonOf(cacheReason)}; ${temporary}: ${reasonOf(error)}`,
        fix: `set XDG_CACHE_HOME or TMPDIR to a folder of yours with ${megabytes} MB of room`,
      },
      error,
    );
  }
}
