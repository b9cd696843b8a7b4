import { readdirSync } from "node:fs";
import { AppError } from "../../src/errors.ts";

/** What mostly waits for sound that is being played, so that it can run beside something else. */
export const REAL_TIME = "device";
/** What keeps two cores busy for its whole time with a model at work. */
const BUSY = "model";
/** What is meant for macOS, over stand-ins of it. */
export const DARWIN = "darwin";
/** Folders of test/ that are groups of their own because they need libraries, models or much time. */
const SEPARATE = ["ffi", BUSY, DARWIN, "e2e", REAL_TIME];
/** Every other test; quick and without native parts. */
const UNIT = "unit";
/** What is no test: formatting, types, headers against symbol tables, shell syntax. */
export const CHECKS = "checks";

/** A name to ask for and the paths for `bun test`, relative to the checkout. */
export interface Group {
  name: string;
  paths: string[];
}

/**
 * What runs side by side, each lane one group after another: first what is quick and needs little, so that a failed unit is
 * told early; then a model at work beside what mostly waits for sound, for limits and for the ends of processes.
 */
export function lanesOf(groups: readonly Group[]): Group[][][] {
  const named = (...names: string[]) =>
    names.flatMap((wanted) => groups.filter(({ name }) => name === wanted));
  const first = [named("ffi"), groups.filter(({ name }) => !SEPARATE.includes(name))];
  const second = [named(BUSY, DARWIN), named(REAL_TIME, "e2e")];
  return [first, second].map((lanes) => lanes.filter((lane) => lane.length > 0));
}

/**
 * The groups of tests in their order: unit first, since it fails fastest.
 *
 * @param folder test/
 * @param wanted names of groups or of single folders; none means all groups
 * @throws AppError USAGE for a name that is neither
 */
export function groupsOf(folder: string, wanted: readonly string[]): Group[] {
  const isTest = (path: string) => path.endsWith(".test.ts");
  const has = (name: string) =>
    readdirSync(`${folder}/${name}`, { recursive: true, encoding: "utf8" }).some(isTest);
  const entries = readdirSync(folder, { withFileTypes: true });
  const folders = entries
    .filter((entry) => entry.isDirectory() && has(entry.name))
    .map((entry) => entry.name);
  const files = entries.filter((entry) => entry.isFile() && isTest(entry.name)).map((entry) => entry.name);
  const pathOf = (name: string) => `./test/${name}/`;
  const unit = folders.filter((name) => !SEPARATE.includes(name)).map(pathOf);
  const groups = [
    { name: UNIT, paths: [...files.map((name) => `./test/${name}`), ...unit] },
    ...SEPARATE.filter((name) => folders.includes(name)).map((name) => ({ name, paths: [pathOf(name)] })),
  ];
  if (wanted.length === 0) return groups;
  return wanted
    .filter((name) => name !== CHECKS)
    .map((name) => {
      const group = groups.find((known) => known.name === name);
      if (group !== undefined) return group;
      if (folders.includes(name)) return { name, paths: [pathOf(name)] };
      const known = [
        CHECKS,
        ...groups.map((one) => one.name),
        ...folders.filter((one) => !SEPARATE.includes(one)),
      ];
      throw new AppError("USAGE", {
        what: `there is no group of tests ${JSON.stringify(name)}`,
        why: "it is neither a group nor a folder of test/ with tests in it",
        fix: `name some of ${known.join(", ")}`,
      });
    });
}
