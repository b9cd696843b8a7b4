import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { run } from "../../src/fetch/command.ts";
import { linkFlags } from "./link_flags.ts";
import { keepExports } from "./mach_o/exports.ts";
import { NATIVE } from "./native_folder.ts";
import type { Recipe } from "./recipe.ts";
import type { Toolchain } from "./toolchain.ts";

/** What the compiler warned of, beside each library. */
export const warningsOf = (library: string) => `${library}.warnings.txt`;
const LIMIT_MS = 5 * 60_000;

/** All that decides what {@link compileLibrary} makes from our side: recipe, sources, headers, compiler, this code. */
export function recipeInputs(recipe: Recipe, { compiler, stubs }: Toolchain): string[] {
  const shared = [...new Bun.Glob("*.h").scanSync(NATIVE)].sort();
  const own = [...recipe.own, ...shared].map((name) => join(NATIVE, name));
  const linking = [...new Bun.Glob("mach_o/*.ts").scanSync(import.meta.dir)].sort();
  const code = ["library.ts", "link_flags.ts", "unwinder_stub.ts", ...linking];
  const contents = [...own, ...code.map((name) => join(import.meta.dir, name))].map((path) =>
    readFileSync(path, "utf8"),
  );
  const apple = recipe.frameworks.length > 0 ? (stubs?.inputs ?? []) : [];
  return [JSON.stringify(recipe), compiler.version, ...contents, ...apple];
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
  toolchain: Toolchain,
  { packageFolder, folder, file, scratch }: Record<"packageFolder" | "folder" | "file" | "scratch", string>,
): Promise<void> {
  const { target, compiler, stubs } = toolchain;
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
  const apple = recipe.frameworks.length > 0 && stubs !== null ? ["-isystem", stubs.headers] : [];
  // A newer compiler that warns of something new must not keep anyone from building; the pinned one is never newer.
  const strict = compiler.isPinned ? ["-Werror"] : [];
  const objects = sources.map((_, index) => join(scratch, `${index}.o`));
  mkdirSync(scratch, { recursive: true });
  const warnings: string[] = [];
  const compile = async (index: number) => {
    const source = sources[index];
    const object = objects[index];
    if (source === undefined || object === undefined) return;
    const isC = /\.[cm]$/.test(source.path);
    const include = source.own ? "-isystem" : "-I";
    const command = [
      ...(isC ? compiler.c : compiler.cxx),
      ...recipe.flags,
      ...(isC ? recipe.cFlags : recipe.cxxFlags),
      ...(source.own ? [...recipe.ownFlags, ...strict] : recipe.sdistFlags),
      ...hidden,
      ...recipe.defines.map((define) => `-D${define}`),
      ...recipe.includes.flatMap((path) => [include, join(packageFolder, path)]),
      ...apple,
      ...["-I", NATIVE, "-c", source.path, "-o", object],
    ];
    await run(command, LIMIT_MS, { cwd: NATIVE, env: compiler.env, onStderr: (text) => warnings.push(text) });
  };
  const waiting = sources.keys();
  const lane = async () => {
    for (const index of waiting) await compile(index);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  // A test reads this.
  writeFileSync(warningsOf(join(folder, file)), warnings.join(""));
  const made = join(folder, file);
  const libraries = recipe.llama.map((name) => join(folder, target.llama.files[name]));
  const flags = linkFlags(recipe, toolchain, { file, scratch });
  const link = [...compiler.cxx, "-o", made, ...objects, ...libraries, ...flags];
  await run(link, LIMIT_MS, { cwd: NATIVE, env: compiler.env });
  if (stubs !== null) keepExports(made, `_${recipe.exports}`);
  for (const [name, path] of Object.entries(compiler.licences)) copyFileSync(path, join(folder, name));
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
