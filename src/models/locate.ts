import { basename, join } from "node:path";
import { AppError } from "../errors.ts";
import { catalog, firstFile } from "./catalog.ts";
import { namesIn, searchFolders } from "./folders.ts";
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
      ? catalog.toSorted((a, b) => b.quality - a.quality).map((model) => firstFile(model).file)
      : [`${wanted}.gguf`];
  for (const file of files) {
    for (const folder of folders) {
      const found = namesIn(folder).find((entry) => entry.toLowerCase() === file.toLowerCase());
      if (found !== undefined) return join(folder, found);
    }
  }
  throw new AppError("MODEL_MISSING", {
    what: "the translation model is missing",
    why: `${files.join(" or ")} is in none of: ${folders.join(", ")}`,
    fix: "pass --model PATH to a GGUF file; in a checkout, scripts/run.sh fetches one",
  });
}
