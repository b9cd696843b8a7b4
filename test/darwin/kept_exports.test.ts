import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildNativeParts, partsFile } from "../../scripts/build.ts";
import { signatureFaults } from "../../scripts/darwin/code_signature.ts";
import { readMachO } from "../../scripts/darwin/mach_o.ts";
import { darwinTools } from "../../scripts/setup/darwin_tools.ts";
import { keepExports } from "../../scripts/setup/mach_o/exports.ts";
import { targetNamed } from "../../scripts/setup/target.ts";
import { Parts } from "../../src/parts_schema.ts";

// The libraries for macOS may still have to be built.
setDefaultTimeout(15 * 60_000);

const MAC = targetNamed("darwin-arm64");
const folder = mkdtempSync(join(tmpdir(), "kept-exports-"));
const library = join(folder, "libtts_voice_echo.dylib");

beforeAll(async () => {
  await buildNativeParts(MAC);
  copyFileSync(Parts.parse(JSON.parse(readFileSync(partsFile(MAC), "utf8"))).echo, library);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function exportsOf(path: string): Promise<string[]> {
  const read = await readMachO(await darwinTools(), [path]);
  return read.get(path)?.exports ?? [];
}

test("a library exports what is kept, and its signature fits", async () => {
  expect(await exportsOf(library)).toContain("_tts_voice_open");
  keepExports(library, "_tts_voice_st");
  expect(await exportsOf(library)).toEqual(["_tts_voice_start", "_tts_voice_stop"]);
  expect(signatureFaults(readFileSync(library))).toEqual([]);
});

test("a file that is no library is left alone", () => {
  const other = join(folder, "other");
  writeFileSync(other, "x".repeat(4096));
  expect(() => keepExports(other, "_tts_")).toThrow("no 64-bit Mach-O file");
  expect(readFileSync(other, "utf8")).toBe("x".repeat(4096));
});
