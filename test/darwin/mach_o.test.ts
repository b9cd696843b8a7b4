import { beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import fc from "fast-check";
import { signatureFaults, signedIdentifier } from "../../scripts/darwin/code_signature.ts";
import { expectedOf, LIBRARY_PARTS } from "../../scripts/darwin/expected_libraries.ts";
import { folderFaults, libraryFaults } from "../../scripts/darwin/library_faults.ts";
import { type MachO, readMachO } from "../../scripts/darwin/mach_o.ts";
import { darwinParts } from "../../scripts/darwin/parts.ts";
import { buildExecutable, executableFor } from "../../scripts/executable.ts";
import { writePack } from "../../scripts/package/pack.ts";
import { darwinTools } from "../../scripts/setup/darwin_tools.ts";
import { targetNamed } from "../../scripts/setup/target.ts";
import { MANIFEST_FILE } from "../../src/embedded/pack.ts";
import type { Parts } from "../../src/parts_schema.ts";

/** Everything is built and downloaded first on a new machine. */
const SETUP_LIMIT_MS = 20 * 60_000;

let parts: Parts;
/** By path. */
let libraries: ReadonlyMap<string, MachO>;
let executable: Uint8Array;
beforeAll(async () => {
  const target = targetNamed("darwin-arm64");
  await buildExecutable(target);
  parts = await darwinParts();
  const inFolder = readdirSync(parts.llamaFolder)
    .filter((name) => /\.(dylib|so)$/.test(name))
    .map((name) => join(parts.llamaFolder, name));
  const ours = LIBRARY_PARTS.flatMap((part) => parts[part] ?? []);
  libraries = await readMachO(await darwinTools(), [...new Set([...ours, ...inFolder])]);
  executable = readFileSync(executableFor(target));
}, SETUP_LIMIT_MS);

function readOf(part: (typeof LIBRARY_PARTS)[number]): { path: string; library: MachO } {
  const path = parts[part] ?? "";
  const library = libraries.get(path);
  if (library === undefined) throw new Error(`there is no library ${part}`);
  return { path, library };
}

const llamaFolder = () =>
  new Map(
    [...libraries]
      .filter(([path]) => path.startsWith(parts.llamaFolder))
      .map(([path, library]) => [basename(path), library]),
  );

describe.each(LIBRARY_PARTS)("the library %s for macOS", (part) => {
  test("exports its header's functions, and loads what it uses, and nothing else", () => {
    const { path, library } = readOf(part);
    expect(libraryFaults(basename(path), library, expectedOf(part))).toEqual([]);
  });

  test("is signed as itself, each page with its own hash", () => {
    const { path } = readOf(part);
    const file = readFileSync(path);
    expect(signatureFaults(file)).toEqual([]);
    expect(signedIdentifier(file)).toBe(basename(path));
  });
});

test("any bit of a library that changes before its signature is found", () => {
  const file = readFileSync(readOf("apple").path);
  const bit = fc.nat({ max: signatureStart(new Uint8Array(file)) * 8 - 1 });
  fc.assert(
    fc.property(bit, (place) => {
      const copy = new Uint8Array(file);
      const byte = Math.floor(place / 8);
      copy[byte] = (copy[byte] ?? 0) ^ (1 << (place % 8));
      expect(signatureFaults(copy)).not.toEqual([]);
    }),
  );
});

describe("libllama's folder for macOS", () => {
  test("holds all that its libraries take from each other", () => {
    const folder = llamaFolder();
    expect([...folder.keys()]).toContain("libggml-metal.so");
    expect(folderFaults(folder)).toEqual([]);
  });

  test("each of its libraries is signed, each page with its own hash", () => {
    const faults = [...llamaFolder().keys()].flatMap((name) =>
      signatureFaults(readFileSync(join(parts.llamaFolder, name))).map((fault) => `${name}: ${fault}`),
    );
    expect(faults).toEqual([]);
  });

  test("a missing library and a missing symbol are found", () => {
    const folder = llamaFolder();
    const base = folder.get("libggml-base.dylib");
    if (base === undefined) throw new Error("there is no libggml-base.dylib");
    const poorer = { ...base, exports: base.exports.filter((name) => name !== "_ggml_backend_buffer_init") };
    expect(folderFaults(new Map([...folder, ["libggml-base.dylib", poorer]])).join("\n")).toContain(
      "libggml-metal.so: @rpath/libggml-base.dylib does not export _ggml_backend_buffer_init",
    );
    folder.delete("libggml-base.dylib");
    expect(folderFaults(folder).join("\n")).toContain("@rpath/libggml-base.dylib is not in the folder");
  });
});

const METAL = "/System/Library/Frameworks/Metal.framework/Versions/A/Metal";

describe("a fault of a library is found:", () => {
  test.each<[what: string, change: (library: MachO) => Partial<MachO>, fault: string]>([
    [
      "an export too many",
      ({ exports }) => ({ exports: [...exports, "__Znwm"] }),
      "__Znwm is exported without",
    ],
    ["a missing one", ({ exports }) => ({ exports: exports.slice(1) }), "is not exported"],
    [
      "a framework that nothing is taken from",
      ({ loads }) => ({ loads: [...loads, { name: METAL, how: "LOAD_DYLIB" }] }),
      `it loads ${METAL} and takes nothing from it`,
    ],
    ["a missing framework", ({ loads }) => ({ loads: loads.slice(1) }), "which is not loaded"],
    [
      "a framework that may be missing",
      ({ loads: [first, ...others] }) => ({
        loads: first === undefined ? [] : [{ ...first, how: "LOAD_WEAK_DYLIB" }, ...others],
      }),
      "by LOAD_WEAK_DYLIB",
    ],
    [
      "a symbol that is looked for everywhere",
      ({ imports }) => ({ imports: [...imports, { symbol: "_dlopen", library: null, search: "flat" }] }),
      "_dlopen is searched for (flat)",
    ],
    ["a flat namespace", ({ flags }) => ({ flags: [...flags, "FORCE_FLAT"] }), "its namespace is flat"],
    ["a newer system", () => ({ minos: [14, 2, 0] }), "it needs macOS 14.2.0"],
    ["another processor", () => ({ processor: "X86_64" }), "it is for X86_64"],
    ["another platform", () => ({ platform: "IOS" }), "it is for IOS"],
    ["another install name", () => ({ installName: "/usr/local/lib/a.dylib" }), "its install name is /usr"],
    ["a path of the builder", () => ({ buildPaths: ["/home/me/a.m"] }), "stands in it: /home/me/a.m"],
  ])("%s", (_, change, fault) => {
    const { path, library } = readOf("apple");
    const faults = libraryFaults(basename(path), { ...library, ...change(library) }, expectedOf("apple"));
    expect(faults.join("\n")).toContain(fault);
  });
});

describe("the executable for macOS", () => {
  test("is signed, each page with its own hash", () => {
    expect(signatureFaults(executable)).toEqual([]);
  });

  test("holds all libraries", async () => {
    const missing = [];
    for (const path of libraries.keys()) if ((await placeOf(path)) < 0) missing.push(path);
    expect(missing).toEqual([]);
  });

  const PAGE = 4096;
  test.each<[where: string, at: (file: Uint8Array) => number | Promise<number>]>([
    ["in the header", () => 40],
    ["in the code", (file) => Math.floor(file.length / 4)],
    ["in an embedded library", async () => (await placeOf(readOf("apple").path)) + 10_000],
    ["on the last page before the signature", (file) => signatureStart(file) - 1],
    ["on the page before that", (file) => signatureStart(file) - PAGE - 1],
    ["in the last hash", (file) => signatureStart(file) + hashesEnd(file) - 1],
  ])("a byte that was changed %s is found", async (_, at) => {
    const copy = executable.slice();
    const place = await at(copy);
    copy[place] = (copy[place] ?? 0) ^ 1;
    expect(signatureFaults(copy)).not.toEqual([]);
  });

  test.each([1, 4096, 40_000_000])("one that lacks its last %d bytes is found", (missing) => {
    expect(signatureFaults(executable.subarray(0, executable.length - missing))).not.toEqual([]);
  });

  test("one with something after its signature is found", () => {
    const longer = new Uint8Array(executable.length + 16);
    longer.set(executable);
    expect(signatureFaults(longer).join()).toContain("the signature ends at");
  });

  test("what is no program for a Mac is told so", () => {
    expect(signatureFaults(new TextEncoder().encode("#!/bin/sh\nexit 0\n"))).toEqual([
      "this is not a 64-bit Mach-O file",
    ]);
    expect(signatureFaults(new Uint8Array(2))).toEqual(["the file ends before what its headers promise"]);
  });
});

/** Offset of the packed library in the executable; less than 0 when it is not in there. */
async function placeOf(path: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "stream-tts-bun-pack-"));
  try {
    await writePack([{ source: path, path: basename(path) }], parts, folder);
    const [frame, ...more] = readdirSync(folder).filter((name) => name !== MANIFEST_FILE);
    if (frame === undefined || more.length > 0) throw new Error(`${path} is not packed in one frame`);
    return Buffer.from(executable.buffer).indexOf(readFileSync(join(folder, frame)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Load commands and blobs as in code_signature.ts, read in the plainest way. */
function signatureStart(file: Uint8Array): number {
  const view = new DataView(file.buffer);
  let at = 32;
  while (view.getUint32(at, true) !== 0x1d) at += view.getUint32(at + 4, true);
  return view.getUint32(at + 8, true);
}

/** Where the code directory, whose last part are the hashes, ends within the signature. */
function hashesEnd(file: Uint8Array): number {
  const view = new DataView(file.buffer);
  const start = signatureStart(file);
  const directory = view.getUint32(start + 16);
  return directory + view.getUint32(start + directory + 4);
}
