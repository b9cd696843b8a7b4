import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../src/cache.ts";
import { Parts } from "../../src/parts_schema.ts";
import { partsFile } from "../build.ts";
import { type Content, contentsOf, isLicence, PROGRAM_LICENCES } from "../package/contents.ts";
import type { Target } from "../setup/target.ts";
import { dataFile, type ReleaseFile } from "./file.ts";

/** The files that a target's executable carries, as they are before they are compressed into it. */
export function insideOf(target: Target): Content[] {
  const parts = Parts.parse(JSON.parse(readFileSync(partsFile(target), "utf8")));
  return contentsOf(parts, join(cacheFolder(), "parts")).files;
}

/** The licences among them. Those of a component lie in a folder that is named for it. */
export function licencesOf(inside: readonly Content[]): ReleaseFile[] {
  return inside.flatMap(({ path, source }) => {
    const isProgram = Object.hasOwn(PROGRAM_LICENCES, path);
    if (!isProgram && !isLicence(path)) return [];
    return [dataFile(isProgram ? path : `licences/${path}`, readFileSync(source))];
  });
}
