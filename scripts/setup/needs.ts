import { AppError } from "../../src/errors.ts";
import { type CatalogModel, defaultModel, findModel } from "../../src/models/catalog.ts";
import { parseFlags, SPEAK_FLAGS, TRANSLATE_FLAGS } from "../../src/options.ts";

/** What must stand before the program can do what its command line asks. */
export interface Needs {
  nativeParts: boolean;
  /** Null where none is used, or one that is not ours to fetch. */
  model: CatalogModel | null;
}

const NOTHING: Needs = { nativeParts: false, model: null };

/** Reads the program's command line. A wrong one needs nothing: the program itself says what is wrong with it. */
export function needsOf(argv: readonly string[]): Needs {
  if (argv.includes("--help") || argv.includes("-h") || argv[0] === "--version") return NOTHING;
  const [first = "", ...rest] = argv;
  try {
    if (first === "translate") {
      const { model } = parseFlags(TRANSLATE_FLAGS, rest, first);
      return { nativeParts: true, model: fetchable(model) };
    }
    const flags = parseFlags(SPEAK_FLAGS, first === "speak" ? rest : [...argv], "speak");
    if (flags["dry-run"]) return NOTHING;
    return { nativeParts: true, model: flags["no-translate"] ? null : fetchable(flags.model) };
  } catch (error) {
    if (error instanceof AppError) return NOTHING;
    throw error;
  }
}

/** Without --model the best one of the catalog; with it, only when it names one of the catalog. */
function fetchable(wanted: string | undefined): CatalogModel | null {
  return wanted === undefined ? defaultModel() : (findModel(wanted) ?? null);
}
