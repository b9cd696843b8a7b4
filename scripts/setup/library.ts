import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { run } from "../../src/fetch/command.ts";
import type { Compiler } from "./compiler.ts";

/** native/NAME.build.json: what one shared library is compiled from. */
export const Recipe = z.strictObject({
  /** Third-party sources, as globs below their package. */
  sdistSources: z.array(z.string()),
  /** Folders of third-party headers, below their package. */
  includes: z.array(z.string()),
  defines: z.array(z.string()),
  /** Files that the third-party build system would make, by path below the package. */
  generated: z.record(z.string(), z.string()),
  /** Places in third-party sources to put other code in, by path below the package: each text stands there once. */
  replaced: z.record(z.string(), z.array(z.strictObject({ text: z.string(), by: z.string() }))).default({}),
  /** Our sources, in native/. */
  own: z.array(z.string()),
  flags: z.array(z.string()),
  cFlags: z.array(z.string()),
  cxxFlags: z.array(z.string()),
  sdistFlags: z.array(z.string()),
  ownFlags: z.array(z.string()),
  /** Shared libraries to link against; they lie in the folder of the result. */
  libraries: z.array(z.string()).default([]),
  linkFlags: z.array(z.string()),
});
export type Recipe = z.infer<typeof Recipe>;

export const NATIVE = join(import.meta.dir, "..", "..", "native");
/** What the compiler warned of, beside each library. */
export const warningsOf = (library: string) => `${library}.warnings.txt`;
const LIMIT_MS = 5 * 60_000;

/** Reads native/NAME.build.json. */
export function readRecipe(name: string): Recipe {
  return Recipe.parse(JSON.parse(readFileSync(join(NATIVE, `${name}.build.json`), "utf8")));
}

/** All that decides what {@link compileLibrary} makes from our side: recipe, sources, headers, compiler, this file. */
export function recipeInputs(recipe: Recipe, compiler: Compiler): string[] {
  const shared = [...new Bun.Glob("*.{h,map}").scanSync(NATIVE)].sort();
  const contents = [...recipe.own, ...shared].map((name) => readFileSync(join(NATIVE, name), "utf8"));
  return [JSON.stringify(recipe), compiler.version, readFileSync(import.meta.path, "utf8"), ...contents];
}

/**
 * Compiles and links one shared library.
 *
 * @param packageFolder the unpacked third-party package that the recipe's paths are below
 * @param folder gets the library; holds those it is linked against
 * @param scratch gets the objects
 */
export async function compileLibrary(
  recipe: Recipe,
  compiler: Compiler,
  { packageFolder, folder, file, scratch }: Record<"packageFolder" | "folder" | "file" | "scratch", string>,
): Promise<void> {
  for (const [path, text] of Object.entries(recipe.generated)) writeFileSync(join(packageFolder, path), text);
  for (const [path, places] of Object.entries(recipe.replaced)) replaceIn(join(packageFolder, path), places);
  const theirs = recipe.sdistSources
    .flatMap((glob) => [...new Bun.Glob(glob).scanSync(packageFolder)])
    .sort();
  const sources = [
    ...theirs.map((path) => ({ path: join(packageFolder, path), own: false })),
    ...recipe.own.map((path) => ({ path: join(NATIVE, path), own: true })),
  ];
  // No path of this machine may stand in a binary.
  const hidden = [`-ffile-prefix-map=${packageFolder}=.`, `-ffile-prefix-map=${NATIVE}=native`];
  const objects = sources.map((_, index) => join(scratch, `${index}.o`));
  mkdirSync(scratch, { recursive: true });
  const warnings: string[] = [];
  const compile = async (index: number) => {
    const source = sources[index];
    const object = objects[index];
    if (source === undefined || object === undefined) return;
    const isC = source.path.endsWith(".c");
    const include = source.own ? "-isystem" : "-I";
    const command = [
      ...(isC ? compiler.c : compiler.cxx),
      ...recipe.flags,
      ...(isC ? recipe.cFlags : recipe.cxxFlags),
      ...(source.own ? recipe.ownFlags : recipe.sdistFlags),
      ...hidden,
      ...recipe.defines.map((define) => `-D${define}`),
      ...recipe.includes.flatMap((path) => [include, join(packageFolder, path)]),
      ...["-I", NATIVE, "-c", source.path, "-o", object],
    ];
    await run(command, LIMIT_MS, { cwd: NATIVE, env: compiler.env, onStderr: (text) => warnings.push(text) });
  };
  const waiting = sources.keys();
  const lane = async () => {
    for (const index of waiting) await compile(index);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  // A newer compiler that warns of something new must not keep anyone from building; a test reads this.
  writeFileSync(warningsOf(join(folder, file)), warnings.join(""));
  const libraries = recipe.libraries.map((name) => join(folder, name));
  const link = [
    ...compiler.cxx,
    // Without its symbol table, where a compiler may write paths of this machine.
    ...["-shared", "-s"],
    "-o",
    join(folder, file),
    ...objects,
    ...libraries,
    ...recipe.linkFlags,
  ];
  await run(link, LIMIT_MS, { cwd: NATIVE, env: compiler.env });
}

function replaceIn(path: string, places: Recipe["replaced"][string]): void {
  let source = readFileSync(path, "utf8");
  for (const { text, by } of places) {
    const [before, after, ...more] = source.split(text);
    if (before === undefined || after === undefined || more.length > 0)
      throw new Error(`${JSON.stringify(text)} does not stand once in ${path}`);
    source = before + by + after;
  }
  writeFileSync(path, source);
}
