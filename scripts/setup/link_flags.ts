import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Recipe } from "./recipe.ts";
import type { Toolchain } from "./toolchain.ts";

interface Output {
  /** The library's own file name. */
  file: string;
  /** Folder for files that only the linker reads. */
  scratch: string;
}

/**
 * The options that make a shared library of objects: it exports what its recipe says and nothing else, everything it
 * needs is found when it is linked, and llama.cpp's libraries are looked for beside it when it is loaded. Writes what they
 * refer to into the scratch folder.
 */
export function linkFlags(recipe: Recipe, { target, stubs, unwinder }: Toolchain, output: Output): string[] {
  const libraries = recipe.libraries.map((name) => `-l${name}`);
  if (target.system === "linux") return [...forElf(recipe, unwinder, output), ...libraries];
  const frameworks = recipe.frameworks.flatMap((name) => ["-framework", name]);
  const system =
    stubs === null ? forAppleLinker(recipe) : ["-s", "-F", stubs.frameworks, "-L", stubs.libraries];
  return [...forMachO(recipe, output), ...system, ...frameworks, ...libraries];
}

function forElf(recipe: Recipe, unwinder: string | null, { scratch }: Output): string[] {
  const versions = join(scratch, "exports.map");
  writeFileSync(versions, `{\n  global:\n    ${recipe.exports}*;\n  local:\n    *;\n};\n`);
  return [
    // Without its symbol table, where a compiler may write paths of this machine.
    ...["-shared", "-s", "-pthread"],
    ...["-Wl,--gc-sections", "-Wl,-z,defs", `-Wl,--version-script=${versions}`],
    // An exception may come out of libllama, which therefore must share the C++ runtime with its caller, or at least
    // what unwinds the stack.
    ...(recipe.llama.length > 0
      ? ["-Wl,-rpath,$ORIGIN", ...(unwinder === null ? [] : [unwinder])]
      : ["-static-libstdc++", "-static-libgcc"]),
  ];
}

function forMachO(recipe: Recipe, { file }: Output): string[] {
  return [
    ...["-dynamiclib", "-install_name", `@rpath/${file}`, "-Wl,-dead_strip", "-Wl,-x"],
    ...(recipe.llama.length > 0 ? ["-Wl,-rpath,@loader_path"] : []),
  ];
}

/** Zig's linker knows no list of exports; see mach_o/exports.ts. */
function forAppleLinker(recipe: Recipe): string[] {
  return [`-Wl,-exported_symbol,_${recipe.exports}*`];
}
