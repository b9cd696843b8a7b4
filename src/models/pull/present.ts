import { statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { sha256OfFile } from "../../fetch/digest.ts";
import type { PullListener } from "../../fetch/pull_listener.ts";
import { holds, pinned } from "../../fetch/verified.ts";
import type { ModelFile } from "../catalog.ts";
import { flatName, modelsFolder, searchFolders } from "../folders.ts";
import { checkGguf } from "../gguf/check.ts";
import type { Pullable } from "./pullable.ts";

/**
 * Finds a model that needs no download: in our folder, or in the cache of Hugging Face or llama.cpp, there under the names
 * that they give. Its files must have their sizes and sha256s, as far as the catalog knows them; where it knows no sha256,
 * the folder must say from which repository they are.
 *
 * @returns path of the first file, or null
 * @throws the signal's reason
 */
export async function presentModel(
  model: Pullable,
  listener: PullListener,
  signal: AbortSignal,
): Promise<string | null> {
  for (const paths of candidates(model)) {
    const [first] = paths;
    if (first === undefined || !paths.every((path, index) => hasSize(path, model.files[index]))) continue;
    const isOurs = dirname(first) === modelsFolder();
    if (!isOurs) listener.tell(`checking ${first}, which needs no download if it is whole`);
    if ((await areWhole(paths, model, signal)) && isUsable(first)) return first;
    listener.tell(`${first} is damaged or another file, ${isOurs ? "and replaced" : "and left as it is"}`);
  }
  return null;
}

/** Where all files of a model might lie. */
function candidates({ files, sources }: Pullable): string[][] {
  const isKnown = files.every(({ sha256 }) => sha256 !== undefined);
  return searchFolders().flatMap((folder) => {
    const isOurs = folder === modelsFolder();
    const own = files.map(({ file }) => join(folder, file));
    const fromRepos = sources.flatMap((source) => {
      if (source.kind !== "hugging-face") return [];
      const paths = files.map(({ file }, index) => source.files?.[index] ?? file);
      const isOfRepo = folder.includes(`/models--${source.repo.replaceAll("/", "--")}/`);
      return [
        paths.map((path) => join(folder, flatName(source.repo, path))),
        ...(isKnown || isOfRepo ? [paths.map((path) => join(folder, basename(path)))] : []),
      ];
    });
    return isKnown || isOurs ? [own, ...fromRepos] : fromRepos;
  });
}

/** Whether there is a file of the size that it must have, as far as that is known. */
function hasSize(path: string, file: ModelFile | undefined): boolean {
  try {
    const stat = statSync(path);
    return stat.isFile() && (file?.bytes === undefined || stat.size === file.bytes);
  } catch {
    return false;
  }
}

async function areWhole(
  paths: readonly string[],
  { files }: Pullable,
  signal: AbortSignal,
): Promise<boolean> {
  for (const [index, file] of files.entries())
    if (!(await isWhole(paths[index] ?? "", file, signal))) return false;
  return true;
}

/**
 * Whether a file is the wanted one, by the sha256 of the catalog, or the one that was pinned when it was pulled.
 *
 * @throws the signal's reason
 */
export async function isWhole(path: string, file: ModelFile, signal: AbortSignal): Promise<boolean> {
  if (!hasSize(path, file)) return false;
  if (dirname(path) !== modelsFolder())
    return file.sha256 === undefined || isInCache(path, file.sha256, signal);
  const sha256 = file.sha256 ?? pinned(path);
  return sha256 !== null && (await holds(path, sha256, signal));
}

/** Nothing is written into a folder of other programs, not even that a file was checked. */
async function isInCache(path: string, sha256: string, signal: AbortSignal): Promise<boolean> {
  return (await sha256OfFile(path, { signal })) === sha256;
}

/** Somebody else's file may be pinned by nobody and cut off. */
function isUsable(path: string): boolean {
  try {
    checkGguf(path);
    return true;
  } catch {
    return false;
  }
}
