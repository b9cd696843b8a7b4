import { join } from "node:path";

/** What compiles the Apple sources for Linux: Debian's package clang-19 brings both. */
export const CLANG = "clang-19";
export const CLANGXX = "clang++-19";

/** The files of a folder that fit a glob, by their paths and in order. */
export function filesOf(folder: string, glob: string): string[] {
  return [...new Bun.Glob(glob).scanSync(folder)].sort().map((name) => join(folder, name));
}
