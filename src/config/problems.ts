import { AppError } from "../errors.ts";
import type { ConfigFile } from "./config_file.ts";
import type { ConfigProblem } from "./tree.ts";

/** More would only scroll the first ones away. */
const MOST_SHOWN = 10;
/** Below the first word behind `why:`. */
const INDENT = "\n       ";

/** The error that tells of everything that is wrong with a config file, up to ten things, by their lines. */
export function configError(file: ConfigFile, problems: readonly ConfigProblem[]): AppError {
  const sorted = problems.toSorted((a, b) => a.at.line - b.at.line || a.at.column - b.at.column);
  const shown = sorted.slice(0, MOST_SHOWN).map(({ at, what, why }) => ({
    what: `${file.name}:${at.line}:${at.column}: ${what}`,
    why,
  }));
  const fix = `correct ${file.path}; stream-tts-bun config --help tells what may stand in it`;
  const [first] = shown;
  if (first !== undefined && problems.length === 1) return new AppError("USAGE", { ...first, fix });
  const left = problems.length - shown.length;
  const lines = shown.map(({ what, why }) => `${what}: ${why}`);
  return new AppError("USAGE", {
    what: `${problems.length} things are wrong in ${file.name}`,
    why: [...lines, ...(left > 0 ? [`and ${left} more`] : [])].join(INDENT),
    fix,
  });
}
