import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { AppError } from "../errors.ts";
import type { ProfileName } from "../translate/profiles.ts";
import { findModel, firstFile } from "./catalog.ts";
import { byPreference, type Machine, recommendedModel, thisMachine } from "./fit.ts";
import { knownName, namesIn, searchFolders } from "./folders.ts";
import { checkGguf } from "./gguf/check.ts";
import { trimmedName } from "./trimmed_name.ts";

/** A model on this machine. */
export interface LocatedModel {
  readonly name: string;
  readonly path: string;
}

/**
 * Finds the translation model: `wanted` is a path, a name, or null for the best one of the catalog that is here. The
 * file is checked to be a whole GGUF that can translate.
 *
 * @param profile the user's choice of how it is asked; without it, the GGUF must tell how
 * @throws AppError MODEL_MISSING with every folder that was searched, or what {@link checkGguf} throws
 */
export function locateModel(wanted: string | null, profile: ProfileName | null = null): LocatedModel {
  const path = isPath(wanted) ? wanted : search(wanted);
  checkGguf(path, profile);
  return { name: basename(path).replace(/\.gguf$/i, ""), path };
}

function isPath(wanted: string | null): wanted is string {
  return wanted !== null && (wanted.includes("/") || wanted.toLowerCase().endsWith(".gguf"));
}

/** The path of what is translated with when no model is named; null where there is none. */
export function defaultModelPath(machine: Machine): string | null {
  const files = byPreference(machine).map((model) => firstFile(model).file);
  // A trimmed copy translates alike, and is quicker.
  return firstFound(files.flatMap((file) => [trimmedName(file), file]));
}

function search(wanted: string | null): string {
  const path = wanted === null ? defaultModelPath(thisMachine()) : firstFound([fileNamed(wanted)]);
  if (path !== null) return path;
  throw new AppError("MODEL_MISSING", {
    what: "the translation model is missing",
    why: `${wanted === null ? "a model of the catalog" : fileNamed(wanted)} is in none of: ${searchFolders().join(", ")}`,
    fix: `${adviceFor(wanted)}, or pass --model PATH to a GGUF file`,
  });
}

/** The first of these files that one of the folders has. */
function firstFound(files: readonly string[]): string | null {
  const folders = searchFolders().map((folder) => ({ folder, entries: namesIn(folder) }));
  for (const file of files)
    for (const { folder, entries } of folders) {
      const isIt = (entry: string) =>
        knownName(entry).toLowerCase() === file.toLowerCase() && existsSync(join(folder, entry));
      const found = entries.find(isIt);
      if (found !== undefined) return join(folder, found);
    }
  return null;
}

/** The file of a model by its name in the catalog, or by its own without the ending. */
function fileNamed(name: string): string {
  const model = findModel(name);
  return model === undefined ? `${name}.gguf` : firstFile(model).file;
}

/** The command that brings a model. */
function adviceFor(wanted: string | null): string {
  if (wanted !== null && findModel(wanted) === undefined)
    return "run stream-tts-bun models list to see which names there are";
  return `run stream-tts-bun models pull ${wanted ?? recommendedModel().name}`;
}
