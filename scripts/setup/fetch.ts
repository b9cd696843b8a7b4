import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../src/cache.ts";
import { sha256OfFile } from "../../src/fetch/digest.ts";
import { type PackageClient, persistently, runPackageClient } from "../../src/fetch/package_client.ts";
import type { Pin } from "./pins.ts";

/** Makes pip take a source package as it is; see build_meta.py there. */
const SOURCE_ONLY = join(import.meta.dir, "source_only");

const packageClient: PackageClient = (wanted, folder) =>
  runPackageClient(wanted, folder, { env: wanted.client === "pip" ? { PYTHONPATH: SOURCE_ONLY } : {} });

/**
 * The file of a pinned package, from the cache or from its client. Its bytes are checked at every use, so that a
 * damaged cache heals itself. The caller holds a lock.
 *
 * @returns path of a file whose SHA-256 is the pinned one
 * @throws AppError SETUP_FAILED when it cannot be fetched or is not the pinned file
 */
export async function fetchPinned(
  pin: Pin,
  { cache = cacheFolder(), client = packageClient, pauseMs }: FetchOptions = {},
): Promise<string> {
  const folder = join(cache, "downloads");
  const kept = join(folder, pin.sha256);
  if (existsSync(kept)) {
    if ((await sha256OfFile(kept)) === pin.sha256) return kept;
    process.stderr.write(`${kept} is damaged\n`);
    rmSync(kept);
  }
  mkdirSync(folder, { recursive: true });
  process.stderr.write(`fetching ${pin.name} ${pin.version}\n`);
  await persistently(
    `${pin.name} ${pin.version}`,
    async () => {
      const temporary = `${kept}.fetching`;
      rmSync(temporary, { recursive: true, force: true });
      mkdirSync(temporary);
      try {
        const file = await client(pin, temporary);
        const found = await sha256OfFile(file);
        if (found !== pin.sha256) throw new Error(`its SHA-256 is ${found} instead of ${pin.sha256}`);
        renameSync(file, kept);
      } finally {
        rmSync(temporary, { recursive: true, force: true });
      }
    },
    { pauseMs },
  );
  return kept;
}

export interface FetchOptions {
  cache?: string;
  client?: PackageClient;
  /** See {@link persistently}. */
  pauseMs?: number;
}
