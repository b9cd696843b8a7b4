import { join } from "node:path";
import { AppError } from "../errors.ts";
import { sha256OfFile } from "../fetch/digest.ts";
import { unpin } from "../fetch/verified.ts";
import { bytesOf, filesOf, type Pack, type PackFile } from "./catalog.ts";
import { packFolder, wholePack } from "./installed.ts";

/** A pack that was read, every byte of it. */
export interface VerifiedPack {
  readonly pack: Pack;
  /** Its folder. */
  readonly folder: string;
  readonly files: readonly PackFile[];
}

export interface PackVerification {
  readonly signal: AbortSignal;
  /** Told how many bytes of how many are hashed. */
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Proves a pack that is here: every file by its sha256.
 *
 * @throws AppError VOICE_MISSING for one that is not here or not whole, VOICE_DAMAGED with the files that are not what they
 *   must be, which a pull fetches again from then on; the signal's reason
 */
export async function verifyPack(
  pack: Pack,
  { signal, onProgress }: PackVerification,
): Promise<VerifiedPack> {
  const folder = wholePack(pack);
  if (folder === null)
    throw new AppError("VOICE_MISSING", {
      what: `the voice pack ${pack.name} is not here`,
      why: `not every file of it is in ${packFolder(pack.name)}`,
      fix: `run stream-tts-bun voices pull ${pack.name}`,
    });
  const files = filesOf(pack);
  const total = bytesOf(pack);
  let done = 0;
  const damaged: string[] = [];
  for (const { file, sha256 } of files) {
    const found = await sha256OfFile(join(folder, file), {
      signal,
      onBytes: (bytes) => {
        done += bytes;
        onProgress(done, total);
      },
    });
    if (found === sha256) continue;
    damaged.push(file);
    unpin(join(folder, file));
  }
  if (damaged.length === 0) return { pack, folder, files };
  throw new AppError("VOICE_DAMAGED", {
    what: `the voice pack ${pack.name} is damaged`,
    why: `another sha256 than the catalog's: ${damaged.join(", ")} in ${folder}`,
    fix: `stream-tts-bun voices pull ${pack.name} fetches them again`,
  });
}
