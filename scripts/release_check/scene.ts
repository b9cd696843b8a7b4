import { existsSync } from "node:fs";
import { join } from "node:path";
import { AppError, reasonOf } from "../../src/errors.ts";
import { ROOT } from "../release/facts.ts";
import { systemPackages } from "../setup/system_packages.ts";
import type * as steps from "../testing/steps/step.ts";
import { CannotRun } from "../testing/steps/transcript.ts";

/** What all steps share. */
export interface Scene extends steps.Ground {
  /** Where the release lies. */
  readonly dist: string;
  readonly version: string;
}

export type Step = steps.Step<Scene>;

/**
 * The path of a file of the release.
 *
 * @throws CannotRun when it has not been made
 */
export function released({ dist }: Pick<Scene, "dist">, ...names: string[]): string {
  const path = join(dist, ...names);
  if (!existsSync(path)) throw new CannotRun(`there is no ${join(...names)}: bun run release makes it`);
  return path;
}

/**
 * Has programs of the system ready, installing their Debian packages where that may be done.
 *
 * @throws CannotRun
 */
export async function needed(programs: Readonly<Record<string, string>>): Promise<void> {
  try {
    await systemPackages(programs);
  } catch (error) {
    if (error instanceof AppError) throw new CannotRun(`${error.what}: ${error.why}`);
    throw new CannotRun(reasonOf(error));
  }
}

/** A script of this checkout, as a command. */
export function script(...words: string[]): string[] {
  const [name = "", ...args] = words;
  return [process.execPath, join(ROOT, "scripts", name), ...args];
}
