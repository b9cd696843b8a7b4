import { statSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../cache.ts";
import { filesOf, findPack, type Pack, packs } from "./catalog.ts";

/** Where packs lie, each in a folder with its name. */
export const packsFolder = (): string => join(cacheFolder(), "voices");

/** The folder of a pack, whether it is there or not. */
export const packFolder = (name: string): string => join(packsFolder(), name);

/**
 * The folder of a pack that is here: every file that it has on this machine, with its right size. Nothing is read of them.
 *
 * @returns null for a pack of which something is missing, and for a name that there is not
 */
export function installedPack(name: string): string | null {
  const pack = findPack(name);
  return pack === undefined ? null : wholePack(pack);
}

/** The folder of a pack, if every file is there with its right size. */
export function wholePack(pack: Pack): string | null {
  const folder = packFolder(pack.name);
  const files = filesOf(pack);
  return files.length > 0 && files.every(({ file, bytes }) => sizeOf(join(folder, file)) === bytes)
    ? folder
    : null;
}

/** Every pack that is here. */
export function installedPacks(): readonly Pack[] {
  return packs().filter((pack) => wholePack(pack) !== null);
}

function sizeOf(path: string): number | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? found.size : null;
}
