import { type AppleStubs, appleStubs } from "./apple_stubs.ts";
import { type Compiler, crossCompiler, findCompiler } from "./compiler.ts";
import type { Components } from "./component.ts";
import { isHost, type Target } from "./target.ts";

/** What libraries of ours are made with, and for which system. */
export interface Toolchain {
  readonly target: Target;
  readonly compiler: Compiler;
  /** What stands for Apple's SDK when macOS is built for elsewhere; on a Mac, its own SDK is there. */
  readonly stubs: AppleStubs | null;
}

/** This machine's own compiler for its own system, zig for every other. */
export async function toolchainFor(components: Components, target: Target): Promise<Toolchain> {
  if (isHost(target)) return { target, compiler: await findCompiler(components), stubs: null };
  const compiler = await crossCompiler(components, target);
  return { target, compiler, stubs: target.system === "darwin" ? await appleStubs(components) : null };
}
