import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { cacheFolder } from "../cache.ts";
import { AppError } from "../errors.ts";
import { catalog } from "./catalog.ts";
import { checkGguf } from "./gguf.ts";

/** A model on this machine. */
export interface LocatedModel {
  readonly name: string;
  readonly path: string;
}

/**
 * Finds the translation model: `wanted` is a path, a name, or null for the best one of the catalog that is here. The
 * file is checked to be a whole GGUF.
 *
 * @throws AppError MODEL_MISSING with every folder that was searched, or what {@link checkGguf} throws
 */
export function locateModel(wanted: string | null): LocatedModel {
  const path = isPath(wanted) ? wanted : search(wanted);
  checkGguf(path);
  return { name: basename(path).replace(/\.gguf$/i, ""), path };
}

function isPath(wanted: string | null): wanted is string {
  return wanted !== null && (wanted.includes("/") || wanted.toLowerCase().endsWith(".gguf"));
}

function search(wanted: string | null): string {
  const folders = searchFolders();
  const files =
    wanted === null
      ? catalog.toSorted((a, b) => b.quality - a.quality).map((model) => model.file)
      : [`${wanted}.gguf`];
  for (const file of files) {
    for (const folder of folders) {
      const found = list(folder).find((entry) => entry.toLowerCase() === file.toLowerCase());
      if (found !== undefined) return join(folder, found);
    }
  }
  throw new AppError("MODEL_MISSING", {
    what: "the translation model is missing",
    why: `${files.join(" or ")} is in none of: ${folders.join(", ")}`,
    fix: "pass --model PATH to a GGUF file; in a checkout, scripts/run.sh fetches one",
  });
}

/** Beside the executable, our cache, the Hugging Face cache, llama.cpp's cache; only folders that exist. */
function searchFolders(): string[] {
  const { LLAMA_CACHE, HF_HUB_CACHE, HF_HOME } = process.env;
  const caches = dirname(cacheFolder());
  const hub = HF_HUB_CACHE ?? join(HF_HOME ?? join(caches, "huggingface"), "hub");
  return [
    dirname(process.execPath),
    join(cacheFolder(), "models"),
    ...snapshots(hub),
    LLAMA_CACHE ?? join(caches, "llama.cpp"),
    join(homedir(), "Library", "Caches", "llama.cpp"),
  ].filter((folder) => existsSync(folder));
}

/** Folders of the Hugging Face cache that hold files: models--ORGANISATION--NAME/snapshots/REVISION. */
function snapshots(hub: string): string[] {
  return list(hub)
    .filter((entry) => entry.startsWith("models--"))
    .map((entry) => join(hub, entry, "snapshots"))
    .flatMap((folder) => list(folder).map((revision) => join(folder, revision)));
}

/** Names in a folder; none where there is no such folder or it may not be read. */
function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
