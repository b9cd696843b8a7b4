import { existsSync } from "node:fs";
import { join } from "node:path";
import { knownName, namesIn, searchFolders } from "./folders.ts";
import type { LocatedModel } from "./locate.ts";

/** Later files of a split GGUF belong to the first. */
const LATER_PART = /-(?!00001)\d{5}-of-\d{5}\.gguf$/i;

/**
 * Every model that --model finds by its name, in the order in which the folders are searched; a name that is in two of
 * them counts once. Nothing is read of the files.
 */
export function installedModels(): LocatedModel[] {
  const found = new Map<string, LocatedModel>();
  for (const folder of searchFolders())
    for (const file of namesIn(folder).toSorted()) {
      if (!/\.gguf$/i.test(file) || LATER_PART.test(file)) continue;
      // A cache of Hugging Face may point to what is not there any more.
      if (!existsSync(join(folder, file))) continue;
      const name = knownName(file).replace(/\.gguf$/i, "");
      if (!found.has(name.toLowerCase())) found.set(name.toLowerCase(), { name, path: join(folder, file) });
    }
  return [...found.values()];
}
