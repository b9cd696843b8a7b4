import { beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { YAML } from "bun";
import { z } from "zod";
import { buildNativeParts, partsFile } from "../../scripts/build.ts";
import { type MachO, readMachO } from "../../scripts/darwin/mach_o.ts";
import { darwinTools } from "../../scripts/setup/darwin_tools.ts";
import { NATIVE } from "../../scripts/setup/native_folder.ts";
import { targetNamed } from "../../scripts/setup/target.ts";
import { Parts } from "../../src/parts_schema.ts";

// The libraries for macOS may still have to be built.
setDefaultTimeout(15 * 60_000);

const MAC = targetNamed("darwin-arm64");
const STUBS = join(NATIVE, "apple", "stubs");

const Names = z.array(z.string()).default([]);
const Stub = z.looseObject({
  "install-name": z.string(),
  exports: z.array(z.looseObject({ symbols: Names, "objc-classes": Names })),
});

/** What a stub lists: symbols, and classes without what stands before their names in an object file. */
function listed(name: string): { library: string; names: string[] } {
  const stub = Stub.parse(YAML.parse(readFileSync(join(STUBS, name), "utf8")));
  const names = stub.exports.flatMap(({ symbols, "objc-classes": classes }) => [...symbols, ...classes]);
  return { library: stub["install-name"], names: names.sort() };
}

let built: MachO[];
beforeAll(async () => {
  await buildNativeParts(MAC);
  const parts = Parts.parse(JSON.parse(readFileSync(partsFile(MAC), "utf8")));
  built = [...(await readMachO(await darwinTools(), [parts.apple ?? "", parts.player])).values()];
});

// What a stub lacks, the linker names; what it has too much of would hide that something is taken from elsewhere.
test.each(readdirSync(STUBS))("%s lists exactly what our libraries take from it", (name) => {
  const { library, names } = listed(name);
  const imports = built.flatMap((file) => file.imports).filter((symbol) => symbol.library === library);
  const taken = imports.map(({ symbol }) => symbol.replace(/^_OBJC_(META)?CLASS_\$_/, ""));
  expect(names).toEqual([...new Set(taken)].sort());
});
