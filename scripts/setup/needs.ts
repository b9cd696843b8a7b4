import { AppError } from "../../src/errors.ts";
import { type CatalogModel, findModel, packageParts } from "../../src/models/catalog.ts";
import { parseFlags, SPEAK_FLAGS, TRANSLATE_FLAGS } from "../../src/options.ts";
import { setupModels } from "./model.ts";

/**
 * The model that a command line of the program, with the config file, needs and that is ours to fetch, or null. A wrong command line needs
 * nothing: the program itself says what is wrong with it.
 */
export async function modelFor(argv: readonly string[]): Promise<CatalogModel | null> {
  if (argv.includes("--help") || argv.includes("-h") || argv[0] === "--version") return null;
  const [first = "", ...rest] = argv;
  try {
    if (first === "translate") return fetchable((await parseFlags(TRANSLATE_FLAGS, rest, first)).model);
    const flags = await parseFlags(SPEAK_FLAGS, first === "speak" ? rest : [...argv], "speak");
    return flags["dry-run"] || flags["no-translate"] ? null : fetchable(flags.model);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** Without --model the best one that comes as packages; with it, only when it names one of those. */
function fetchable(wanted: string | undefined): CatalogModel | null {
  const model = wanted === undefined ? setupModels[0] : findModel(wanted);
  return model !== undefined && packageParts(model) !== undefined ? model : null;
}
