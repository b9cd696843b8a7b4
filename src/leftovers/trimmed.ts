import { basename, join } from "node:path";
import { renderBytes } from "../display/bytes.ts";
import { findModel } from "../models/catalog.ts";
import { modelsFolder } from "../models/folders.ts";
import { installedModels } from "../models/installed.ts";
import { trimmedName } from "../models/trimmed_name.ts";
import type { Leftover } from "./leftover.ts";
import { bytesOnDisk, entriesIn } from "./on_disk.ts";

const SUFFIX = trimmedName("");

/** Trimmed copies whose model is gone. They go on working, and may be all that their user wanted to keep. */
export function trimmedWithoutModel(folder = modelsFolder()): Leftover[] {
  const here = new Set(installedModels().map(({ name }) => name.toLowerCase()));
  return entriesIn(folder).flatMap(({ name }) => {
    const model = basename(name, SUFFIX);
    if (!name.endsWith(SUFFIX) || here.has(model.toLowerCase())) return [];
    const bytes = bytesOnDisk(join(folder, name));
    const back = findModel(model) === undefined ? "" : `; stream-tts-bun models pull ${model} brings it back`;
    const what = `${name}, ${renderBytes(bytes)}, goes on working without the model that it was cut from${back}`;
    return [{ what, bytes, fix: "", remove: null }];
  });
}
