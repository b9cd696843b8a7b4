import { statSync } from "node:fs";
import { basename, join } from "node:path";
import { renderBytes } from "../display/bytes.ts";
import { journalPath, partialPath } from "../fetch/http/partial_file.ts";
import { catalog, firstFile } from "../models/catalog.ts";
import { modelsFolder } from "../models/folders.ts";
import { shellLine } from "../shell_line.ts";
import { killedRun } from "./killed_run.ts";
import type { Leftover } from "./leftover.ts";
import { bytesOnDisk, entriesIn, isHeld, isIdle } from "./on_disk.ts";

/** What a file of models is called before it is whole. */
const PARTIAL = /^(?<file>.+)\.partial$/;
/** Folder of a package that is being fetched for a file. */
const PACKAGE = /^(?<file>.+)\.part-[^.]+$/;
const UNFINISHED = /\.unfinished$/;

/**
 * What downloads and cuts of models have left that did not come to their end, and that nobody goes on with now.
 *
 * @param folder of models
 */
export function unfinishedModels(folder = modelsFolder()): Leftover[] {
  return entriesIn(folder).flatMap(({ name }) => {
    const path = join(folder, name);
    const download = PARTIAL.exec(name)?.groups?.file;
    if (download !== undefined) return isBusy(folder, download) ? [] : [unfinishedDownload(folder, download)];
    const fetched = PACKAGE.exec(name)?.groups?.file;
    const isLeft = () =>
      fetched === undefined ? UNFINISHED.test(name) && isIdle(path) : !isBusy(folder, fetched);
    return isLeft() ? [killedRun(path, isLeft)] : [];
  });
}

/** It took the user's time and line, so that it is theirs to drop. */
function unfinishedDownload(folder: string, file: string): Leftover {
  const target = join(folder, file);
  const paths = [journalPath(target), partialPath(target)];
  const bytes = paths.reduce((sum, path) => sum + bytesOnDisk(path), 0);
  const known = modelOf(file);
  const remove = `${shellLine(["rm", "-f", ...paths])} removes it`;
  return {
    what: `an unfinished download of ${basename(file, ".gguf")}, ${renderBytes(bytes)} of ${renderBytes(sizeOf(target))}`,
    bytes,
    fix: known === undefined ? remove : `stream-tts-bun models pull ${known.name} goes on with it; ${remove}`,
    remove: null,
  };
}

/** Downloads have their whole size from the beginning. */
function sizeOf(target: string): number {
  return statSync(partialPath(target), { throwIfNoEntry: false })?.size ?? 0;
}

function modelOf(file: string) {
  return catalog().find(({ files }) => files.some((one) => one.file === file));
}

/** Whether a process is at work on the model that a file belongs to; the lock has the name of the model's first file. */
function isBusy(folder: string, file: string): boolean {
  const model = modelOf(file);
  const first = model === undefined ? file.replace(/-\d{5}-of-/, "-00001-of-") : firstFile(model).file;
  return isHeld(`${join(folder, first)}.lock`);
}
