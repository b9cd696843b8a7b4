import { join } from "node:path";
import { renderBytes } from "../display/bytes.ts";
import { shellLine } from "../shell_line.ts";
import { bytesOf, type Pack, packs } from "../voice_packs/catalog.ts";
import { packsFolder, wholePack } from "../voice_packs/installed.ts";
import { killedRun } from "./killed_run.ts";
import type { Leftover } from "./leftover.ts";
import { bytesOnDisk, entriesIn, isHeld } from "./on_disk.ts";

/** What is fetched for a pack: folders beside the pack's and in it, and files of a bundle that is being installed. */
const UNFINISHED = /\.part-[^.]+$|\.unfinished$/;

/** What pulls of voices have left that did not come to their end, and that nobody goes on with now. */
export function unfinishedPacks(): Leftover[] {
  return packs().flatMap((pack) =>
    isBusy(pack)
      ? []
      : [...unfinishedPull(pack), ...killedRuns(pack).map((path) => killedRun(path, () => !isBusy(pack)))],
  );
}

const lockOf = ({ name }: Pack) => join(packsFolder(), `${name}.lock`);
const isBusy = (pack: Pack) => isHeld(lockOf(pack));

/** It took the user's time and line, so that it is theirs to drop. */
function unfinishedPull(pack: Pack): Leftover[] {
  const folder = join(packsFolder(), pack.name);
  const bytes = bytesOnDisk(folder);
  if (bytes === 0 || wholePack(pack) !== null) return [];
  const what = `an unfinished pull of the voice pack ${pack.name}, ${renderBytes(bytes)} of ${renderBytes(bytesOf(pack))}`;
  const remove = `${shellLine(["rm", "-rf", folder])} removes it`;
  const fix = `stream-tts-bun voices pull ${pack.name} goes on with it; ${remove}`;
  return [{ what, bytes, fix, remove: null }];
}

/** Paths of what runs have left that were killed while they fetched a package or installed a bundle. */
function killedRuns({ name }: Pack): string[] {
  const folder = join(packsFolder(), name);
  const beside = entriesIn(packsFolder()).filter((entry) => entry.name.startsWith(`${name}.part-`));
  const inside = [folder, join(folder, "styles")].flatMap(entriesIn);
  return [...beside, ...inside]
    .filter((entry) => UNFINISHED.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}
