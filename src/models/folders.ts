import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { cacheFolder } from "../cache.ts";
import { catalog } from "./catalog.ts";
import { hubCache } from "./hub.ts";

/** Our own folder of models, where they are pulled to. */
export const modelsFolder = (): string => join(cacheFolder(), "models");

/**
 * Beside the executable, our cache, the Hugging Face cache, llama.cpp's caches; only folders that exist.
 *
 * llama.cpp has had a flat folder, and keeps the layout of Hugging Face now, in LLAMA_CACHE when that is set
 * (common/hf-cache.cpp, get_cache_directory; common/common.cpp, fs_get_cache_directory).
 */
export function searchFolders(): string[] {
  const llamaCache = process.env.LLAMA_CACHE ?? "";
  const caches = dirname(cacheFolder());
  return [
    dirname(process.execPath),
    modelsFolder(),
    ...snapshots(hubCache()),
    ...(llamaCache === "" ? [] : [...snapshots(llamaCache), llamaCache]),
    join(caches, "llama.cpp"),
    join(homedir(), "Library", "Caches", "llama.cpp"),
  ].filter((folder) => existsSync(folder));
}

/**
 * Folders of a cache in Hugging Face's layout that hold files: models--ORGANISATION--NAME/snapshots/REVISION, and the
 * folders in it, in which some publishers put each quantisation.
 */
function snapshots(hub: string): string[] {
  return namesIn(hub)
    .filter((entry) => entry.startsWith("models--"))
    .map((entry) => join(hub, entry, "snapshots"))
    .flatMap((folder) => namesIn(folder).map((revision) => join(folder, revision)))
    .flatMap((folder) => [folder, ...foldersIn(folder)]);
}

function foldersIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
  } catch {
    return [];
  }
}

/** Names in a folder; none where there is no such folder or it may not be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/**
 * How a file of a repository is named in a flat folder, where files of several repositories lie: llama.cpp's
 * `ORGANISATION_NAME_FILE` (common/arg.cpp), and ours for what is not in the catalog.
 */
export function flatName(repo: string, file: string): string {
  return `${repo}_${file}`.replaceAll("/", "_");
}

/** Flat names of the catalog's files, in lower case, and the files that they stand for. */
const flatNames = new Map(
  catalog().flatMap((model) =>
    model.sources.flatMap((source) =>
      source.kind === "hugging-face"
        ? model.files.map(({ file }, index): [string, string] => [
            flatName(source.repo, source.files?.[index] ?? file).toLowerCase(),
            file,
          ])
        : [],
    ),
  ),
);

/** The name by which a file in one of the folders is known: the catalog's, where it lies under the flat name of such a file. */
export function knownName(entry: string): string {
  return flatNames.get(entry.toLowerCase()) ?? entry;
}
