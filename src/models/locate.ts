import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { AppError } from "../errors.ts";
import type { ProfileName } from "../translate/profiles.ts";
import { findModel, firstFile } from "./catalog.ts";
import { byPreference, recommendedModel, thisMachine } from "./fit.ts";
import { knownName, namesIn, searchFolders } from "./folders.ts";
import { checkGguf } from "./gguf/check.ts";

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

function search(wanted: string | null): string {
  const folders = searchFolders();
  const files =
    wanted === null ? byPreference(thisMachine()).map((model) => firstFile(model).file) : [fileNamed(wanted)];
  for (const file of files) {
    for (const folder of folders) {
      const isIt = (entry: string) =>
        knownName(entry).toLowerCase() === file.toLowerCase() && existsSync(join(folder, entry));
      const found = namesIn(folder).find(isIt);
      if (found !== undefined) return join(folder, found);
    }
  }
  throw new AppError("MODEL_MISSING", {
    what: "the translation model is missing",
    why: `${wanted === null ? "a model of the catalog" : files.join()} is in none of: ${folders.join(", ")}`,
    fix: `${adviceFor(wanted)}, or pass --model PATH to a GGUF file`,
  });
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
