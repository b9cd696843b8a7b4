import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { AppError } from "../../errors.ts";
import { damaged, unsuitable } from "./failures.ts";
import type { GgufHeader } from "./format.ts";
import { countOf } from "./metadata.ts";
import { readGgufHeader } from "./reader.ts";

/** One file of a model. */
export interface GgufFile {
  readonly path: string;
  readonly header: GgufHeader;
}

/** How llama-gguf-split names the files of a model (llama.cpp, llama_split_path). */
const PART_NAME = /^(?<stem>.+)-(?<number>\d{5})-of-(?<count>\d{5})\.gguf$/;

/** What the five digits of the names have room for. */
const MOST_PARTS = 99_999;

const partName = (stem: string, number: number, count: number) =>
  `${stem}-${String(number).padStart(5, "0")}-of-${String(count).padStart(5, "0")}.gguf`;

/**
 * All files of the model that begins with `first`: only that one, or all parts of a split GGUF, which must lie beside it.
 *
 * @throws AppError MODEL_UNSUITABLE for another part than the first, MODEL_MISSING when a part is not there, and what
 *   {@link readGgufHeader} throws for each
 */
export function filesOfModel(first: GgufFile): GgufFile[] {
  const { path, header } = first;
  const number = countOf(header, "split.no") ?? 0;
  const count = countOf(header, "split.count") ?? 1;
  const name = PART_NAME.exec(basename(path))?.groups;
  const stem = name?.stem ?? "MODEL";
  if (number > 0)
    throw unsuitable(
      path,
      `it is part ${number + 1} of ${count} of a model`,
      `pass --model ${join(dirname(path), partName(stem, 1, count))}, with the other parts beside it`,
    );
  if (count <= 1) return [first];
  if (count > MOST_PARTS) throw damaged(path, `it says that it is the first of ${count} parts`);
  if (basename(path) !== partName(stem, 1, count))
    throw unsuitable(
      path,
      `it is the first of ${count} parts, which are found by their names, and it has another name`,
      `name it ${partName(stem, 1, count)}, and the others likewise`,
    );
  const others = Array.from({ length: count - 1 }, (_, i) =>
    readPart(join(dirname(path), partName(stem, i + 2, count)), i + 2, count),
  );
  const files = [first, ...others];
  const tensors = files.reduce((sum, file) => sum + file.header.tensors.length, 0);
  const expected = countOf(header, "split.tensors.count");
  if (expected !== null && expected !== tensors)
    throw damaged(path, `its ${count} parts hold ${tensors} tensors, and it speaks of ${expected}`);
  return files;
}

function readPart(path: string, number: number, count: number): GgufFile {
  if (!existsSync(path))
    throw new AppError("MODEL_MISSING", {
      what: `part ${number} of ${count} of the model is missing`,
      why: `${path} does not exist`,
      fix: "put all parts into one folder",
    });
  const header = readGgufHeader(path);
  if (countOf(header, "split.no") !== number - 1 || countOf(header, "split.count") !== count)
    throw damaged(path, `it says of itself that it is not part ${number} of ${count}`);
  return { path, header };
}
