import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isCompiled } from "./compiled.ts";
import { extractedParts } from "./embedded/parts.ts";
import { AppError } from "./errors.ts";
import { Parts } from "./parts_schema.ts";

export type { Parts } from "./parts_schema.ts";

/** Written by `scripts/build.ts`. */
export const PARTS_FILE = join(import.meta.dir, "..", "dist", "parts.json");

/**
 * The list of native parts: those that the executable carries, extracted, or under plain Bun those that were built here.
 *
 * @throws AppError PARTS_UNEXTRACTABLE in the executable, when there is no room or no right to write them;
 *   PARTS_MISSING under plain Bun, when they have not been built or the list is damaged
 */
export function loadParts(): Parts {
  return isCompiled ? extractedParts() : builtParts();
}

function builtParts(): Parts {
  try {
    return Parts.parse(JSON.parse(readFileSync(PARTS_FILE, "utf8")));
  } catch (error) {
    throw new AppError(
      "PARTS_MISSING",
      {
        what: "the native libraries are not built",
        why: `${PARTS_FILE} is missing or damaged`,
        fix: "run scripts/run.sh or scripts/test.sh once; both build what is missing",
      },
      error,
    );
  }
}
