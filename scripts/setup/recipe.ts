import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { NATIVE } from "./native_folder.ts";

/** native/NAME.build.json: what one shared library is compiled from, and what it exports. */
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
  /** Of C and Objective-C. */
  cFlags: z.array(z.string()),
  cxxFlags: z.array(z.string()),
  sdistFlags: z.array(z.string()),
  ownFlags: z.array(z.string()),
  /** Beginning of the names of all functions that the library exports; it exports nothing else. */
  exports: z.string(),
  /** Libraries of llama.cpp to link against; they lie in the folder of the result. */
  llama: z.array(z.enum(["llama", "ggml", "ggml-base"])).default([]),
  /** Libraries of the system to link against, as after -l. */
  libraries: z.array(z.string()).default([]),
  /** Apple's frameworks to link against. */
  frameworks: z.array(z.string()).default([]),
});
export type Recipe = z.infer<typeof Recipe>;

/** Reads native/NAME.build.json. */
export function readRecipe(name: string): Recipe {
  return Recipe.parse(JSON.parse(readFileSync(join(NATIVE, `${name}.build.json`), "utf8")));
}
