import { existsSync, readdirSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { mapPaths } from "../../src/embedded/paths.ts";
import type { Parts } from "../../src/parts.ts";

/** A file to pack, and the path it is extracted to. */
export interface Content {
  source: string;
  path: string;
}

/** What a folder of parts is loaded from at run time; beside it lie files that only its makers need. */
const NEEDED = /\.(so|dylib|dic|bin)$/;
const LICENCE = /^(COPYING|LICEN[CS]E|NOTICE)/;
/** A component's folder is named NAME-HASH. */
const COMPONENT = /^(.+)-[0-9a-f]{16}$/;

const ROOT = join(import.meta.dir, "..", "..");
/** Licences of what is compiled into the program itself. Bun's packages bring only this page about its own. */
export const PROGRAM_LICENCES: Record<string, string> = {
  "licences/stream-tts-bun": "LICENSE",
  "licences/citty": "node_modules/citty/LICENSE",
  "licences/fastest-levenshtein": "node_modules/fastest-levenshtein/LICENSE.md",
  "licences/jsonc-parser": "node_modules/jsonc-parser/LICENSE.md",
  "licences/toml-eslint-parser": "node_modules/toml-eslint-parser/LICENSE",
  "licences/eslint-visitor-keys": "node_modules/eslint-visitor-keys/LICENSE",
  "licences/zod": "node_modules/zod/LICENSE",
  "licences/bun.mdx": "node_modules/bun-types/docs/project/license.mdx",
  "licences/cmu-pronouncing-dictionary": "node_modules/cmu-pronouncing-dictionary/license",
  "licences/cmudict": "scripts/package/licences/cmudict",
  // Of most models: whoever hands on a bundle must hand on this, too.
  "licences/Apache-2.0": "scripts/package/licences/Apache-2.0",
};

/**
 * Every file that the parts need at run time, with the licences of the components that they come from, and the list of
 * parts with the paths that they will have.
 *
 * @param parts as written by build.ts
 * @param root folder of the components
 */
export function contentsOf(parts: Parts, root: string): { files: Content[]; parts: Parts } {
  const files = new Map<string, string>();
  const add = (source: string) => files.set(packedPath(source, root), source);
  const packed = mapPaths(parts, (part) => {
    if (statSync(part).isDirectory()) for (const file of filesIn(part).filter(isNeeded)) add(file);
    else add(part);
    for (const file of filesIn(componentOf(part, root)).filter(isLicence)) add(file);
    return packedPath(part, root);
  });
  for (const [path, source] of Object.entries(PROGRAM_LICENCES)) files.set(path, join(ROOT, source));
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  return { files: sorted.map(([path, source]) => ({ path, source })), parts: packed };
}

const nameOf = (path: string) => path.slice(path.lastIndexOf(sep) + 1);
const isNeeded = (path: string) => NEEDED.test(path);
export const isLicence = (path: string) => LICENCE.test(nameOf(path));

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

function componentOf(part: string, root: string): string {
  return join(root, relative(root, part).split(sep)[0] ?? "");
}

/** The path below the components' folder, without the hash of the component. */
function packedPath(source: string, root: string): string {
  const [component = "", ...rest] = relative(root, source).split(sep);
  const name = COMPONENT.exec(component)?.[1];
  if (name === undefined || !existsSync(source)) throw new Error(`${source} is no part of a component`);
  return [name, ...rest].join("/");
}
