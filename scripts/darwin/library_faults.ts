import type { MachO } from "./mach_o.ts";

/** What a library for macOS should be like. */
export interface Expected {
  /** C functions that it exports, and no others. */
  functions: readonly string[];
  /** Install names of the libraries that it loads, and no others. */
  loads: readonly string[];
}

/** The newest system that may be required, as in README.md. */
const NEWEST = 14;
const RPATH = "@rpath/";

/**
 * Every way in which one of our libraries is not as it should be, a sentence each; empty when all is well.
 *
 * @param name its file name, which is also its install name below @rpath
 */
export function libraryFaults(name: string, library: MachO, expected: Expected): string[] {
  const found = commonFaults(library);
  if (library.kind !== "DYLIB") found.push(`it is a ${library.kind}`);
  if (library.installName !== RPATH + name) found.push(`its install name is ${library.installName}`);
  // Symbols of C have an underscore in front of them in a Mach-O file.
  const exported = new Set(library.exports);
  const wanted = new Set(expected.functions.map((symbol) => `_${symbol}`));
  for (const symbol of wanted.difference(exported)) found.push(`${symbol} is not exported`);
  for (const symbol of exported.difference(wanted)) found.push(`${symbol} is exported without need`);
  const loads = new Set(library.loads.map((load) => load.name));
  const meant = new Set(expected.loads);
  for (const path of meant.difference(loads)) found.push(`it does not load ${path}`);
  for (const path of loads.difference(meant)) found.push(`it should not load ${path}`);
  for (const { name: path, how } of library.loads)
    if (how !== "LOAD_DYLIB") found.push(`it loads ${path} by ${how}`);
  const used = new Set(library.imports.map((symbol) => symbol.library));
  for (const path of loads) if (!used.has(path)) found.push(`it loads ${path} and takes nothing from it`);
  for (const { symbol, search } of library.imports)
    if (search !== "two-level") found.push(`${symbol} is searched for (${search})`);
  for (const path of library.buildPaths) found.push(`a path of the building machine stands in it: ${path}`);
  return found;
}

/** What holds for libraries of others as well. */
function commonFaults({ processor, flags, platform, minos, loads, imports }: MachO): string[] {
  const found: string[] = [];
  if (processor !== "ARM64") found.push(`it is for ${processor}`);
  if (platform !== "MACOS") found.push(`it is for ${platform ?? "no platform"}`);
  if (!flags.includes("TWOLEVEL") || flags.includes("FORCE_FLAT")) found.push("its namespace is flat");
  const [major = Number.POSITIVE_INFINITY, minor = 0, patch = 0] = minos ?? [];
  if (major > NEWEST || (major === NEWEST && minor + patch > 0))
    found.push(`it needs macOS ${minos?.join(".") ?? "of an unknown version"}`);
  const loaded = new Set<string | null>(loads.map(({ name }) => name));
  for (const { symbol, library, search } of imports) {
    if (search === "flat" || search === "unknown") found.push(`${symbol} is searched for (${search})`);
    if (library !== null && !loaded.has(library))
      found.push(`${symbol} is from ${library}, which is not loaded`);
  }
  return found;
}

/**
 * Every way in which the libraries of one folder do not fit together there: each name below @rpath has to be a file
 * beside it, which exports what is taken from it.
 *
 * @param folder all its libraries by file name
 */
export function folderFaults(folder: ReadonlyMap<string, MachO>): string[] {
  const found: string[] = [];
  for (const [name, library] of folder) {
    const faults = commonFaults(library);
    for (const { name: path } of library.loads) {
      if (!path.startsWith("@")) continue;
      if (!path.startsWith(RPATH) || !folder.has(path.slice(RPATH.length)))
        faults.push(`${path} is not in the folder`);
      else if (!library.rpaths.includes("@loader_path"))
        faults.push(`it does not look for ${path} beside itself`);
    }
    for (const { symbol, library: from } of library.imports) {
      const other = from?.startsWith(RPATH) ? folder.get(from.slice(RPATH.length)) : undefined;
      if (other !== undefined && !other.exports.includes(symbol))
        faults.push(`${from} does not export ${symbol}`);
    }
    found.push(...faults.map((fault) => `${name}: ${fault}`));
  }
  return found;
}
