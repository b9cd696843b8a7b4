import { type AppleStubs, appleStubs } from "./apple_stubs.ts";
import { type Compiler, crossCompiler, findCompiler, hasPinnedCompiler } from "./compiler.ts";
import type { Components } from "./component.ts";
import type { Target } from "./target.ts";
import { hostName } from "./target_name.ts";
import { unwinderStub } from "./unwinder_stub.ts";

/** What libraries of ours are made with, and for which system. */
export interface Toolchain {
  readonly target: Target;
  readonly compiler: Compiler;
  /** What stands for Apple's SDK when macOS is built for elsewhere; on a Mac, its own SDK is there. */
  readonly stubs: AppleStubs | null;
  /** What stands for libgcc_s, where zig builds for Linux; see {@link unwinderStub}. */
  readonly unwinder: string | null;
}

/**
 * This machine's own compiler for what is for this machine alone, zig for all else; where zig does not run, such as on a
 * Mac, the own one for what is for the same system, too.
 */
export async function toolchainFor(components: Components, target: Target): Promise<Toolchain> {
  const isForHere = target.name === hostName();
  if (target.isOwn || (isForHere && !hasPinnedCompiler()))
    return { target, compiler: await findCompiler(components), stubs: null, unwinder: null };
  const compiler = await crossCompiler(components, target);
  return target.system === "darwin"
    ? { target, compiler, stubs: await appleStubs(components), unwinder: null }
    : { target, compiler, stubs: null, unwinder: await unwinderStub(components, compiler) };
}
