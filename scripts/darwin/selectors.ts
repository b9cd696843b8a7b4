import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { crossCompiler } from "../setup/compiler.ts";
import { withComponents } from "../setup/component.ts";
import { reportFailure } from "../setup/failure.ts";
import { NATIVE } from "../setup/native_folder.ts";
import { crates, objcBindings } from "../setup/objc_bindings.ts";
import { targetNamed } from "../setup/target.ts";
import { bindingFaults } from "./bindings/binding_faults.ts";
import { type Declarations, declarationsOf } from "./bindings/c_declarations.ts";
import { clangTree, type Node, type Sources } from "./bindings/clang_tree.ts";
import { implementationFaults, selectorsSent } from "./bindings/implementation_faults.ts";
import { type Bindings, readBindings } from "./bindings/rust_bindings.ts";

/**
 * `bun scripts/darwin/selectors.ts`: compares what native/apple/include declares of Apple's frameworks, which is all
 * that our sources can use, with the public Rust bindings of the same.
 */

export const HEADERS = join(NATIVE, "apple", "include");

/** What the check is made with. */
export interface Material {
  bindings: Bindings;
  sources: Sources;
}

/** @throws AppError SETUP_FAILED */
export async function material(): Promise<Material> {
  const compiler = await withComponents((components) =>
    crossCompiler(components, targetNamed("darwin-arm64")),
  );
  const [zig = ""] = compiler.c;
  const bindings = readBindings(
    await objcBindings(),
    // Of what several declare, the framework's own crate is read first.
    crates.map(({ name }) => name).toReversed(),
  );
  return { bindings, sources: { zig, zigHeaders: join(dirname(zig), "lib"), includes: [HEADERS, NATIVE] } };
}

/** What the headers of a folder that is laid out like {@link HEADERS} declare. */
export async function declaredIn(headers: string, sources: Sources): Promise<Declarations> {
  const names = [...new Bun.Glob("*/*.h").scanSync(headers)].sort();
  const text = names.map((name) => `#import <${name}>\n`).join("");
  return declarationsOf(await treeOf(text, { ...sources, includes: [headers] }));
}

/** The tree of a source that is not in a file. */
export async function treeOf(text: string, sources: Sources): Promise<Node> {
  const folder = mkdtempSync(join(tmpdir(), "stream-tts-bun-tree-"));
  try {
    const path = join(folder, "source.m");
    writeFileSync(path, text);
    return await clangTree(path, sources);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Faults of the headers and of our Objective-C, and the selectors that are used. */
export async function checkSelectors({
  bindings,
  sources,
}: Material): Promise<{ faults: string[]; sent: Set<string> }> {
  const declared = await declaredIn(HEADERS, sources);
  const own = readdirSync(NATIVE).filter((name) => name.endsWith(".m"));
  const trees = await Promise.all(own.map((name) => clangTree(join(NATIVE, name), sources)));
  const sent = new Set(trees.flatMap((tree) => [...selectorsSent(tree)]));
  return { faults: [...bindingFaults(declared, bindings), ...implementationFaults(trees, declared)], sent };
}

if (import.meta.main) {
  try {
    const { faults, sent } = await checkSelectors(await material());
    for (const fault of faults) console.error(fault);
    if (faults.length > 0) process.exitCode = 1;
    else console.log(`${sent.size} selectors are sent; all declarations agree with the bindings`);
  } catch (error) {
    reportFailure(error);
  }
}
