import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { cacheFolder } from "../cache.ts";

/** Our own folder of models, where they are pulled to. */
export const modelsFolder = (): string => join(cacheFolder(), "models");

/** Beside the executable, our cache, the Hugging Face cache, llama.cpp's cache; only folders that exist. */
export function searchFolders(): string[] {
  const { LLAMA_CACHE, HF_HUB_CACHE, HF_HOME } = process.env;
  const caches = dirname(cacheFolder());
  const hub = HF_HUB_CACHE ?? join(HF_HOME ?? join(caches, "huggingface"), "hub");
  return [
    dirname(process.execPath),
    modelsFolder(),
    ...snapshots(hub),
    LLAMA_CACHE ?? join(caches, "llama.cpp"),
    join(homedir(), "Library", "Caches", "llama.cpp"),
  ].filter((folder) => existsSync(folder));
}

/** Folders of the Hugging Face cache that hold files: models--ORGANISATION--NAME/snapshots/REVISION. */
function snapshots(hub: string): string[] {
  return namesIn(hub)
    .filter((entry) => entry.startsWith("models--"))
    .map((entry) => join(hub, entry, "snapshots"))
    .flatMap((folder) => namesIn(folder).map((revision) => join(folder, revision)));
}

/** Names in a folder; none where there is no such folder or it may not be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
