import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../../src/fetch/command.ts";

const LIMIT_MS = 10_000;

/**
 * The day of a version, YYYY-MM-DD: what CHANGELOG.md says in its heading, or, as long as the version is not released, the
 * day of the last commit. The clock is not asked, so that the same sources give the same page.
 */
export async function releaseDate(root: string, version: string): Promise<string> {
  const changes = readFileSync(join(root, "CHANGELOG.md"), "utf8");
  return (
    dateIn(changes, version) ??
    (await run(["git", "log", "-1", "--format=%cs"], LIMIT_MS, { cwd: root })).trim()
  );
}

/** The date in a heading `## VERSION (DATE)`; null where there is none yet. */
export function dateIn(changes: string, version: string): string | null {
  const heading = changes.split("\n").find((line) => line.startsWith(`## ${version} `)) ?? "";
  return /\((\d{4}-\d\d-\d\d)\)/.exec(heading)?.[1] ?? null;
}
