import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../src/fetch/command.ts";
import type { Compiler } from "./compiler.ts";
import type { Components } from "./component.ts";

const LIMIT_MS = 60_000;

/**
 * What our libraries take of libgcc_s (the Itanium C++ ABI's level 1 interface), all under one version of its symbols on
 * x86-64 and arm64 alike. Were one missing, zig's own unwinder would take the place of all of them.
 */
export const UNWINDER = {
  library: "libgcc_s.so.1",
  version: "GCC_3.0",
  functions: [
    "_Unwind_DeleteException",
    "_Unwind_GetIP",
    "_Unwind_GetLanguageSpecificData",
    "_Unwind_GetRegionStart",
    "_Unwind_RaiseException",
    "_Unwind_Resume",
    "_Unwind_SetGR",
    "_Unwind_SetIP",
  ],
} as const;

/**
 * A library that stands for libgcc_s when zig links. Zig would put an unwinder of its own into each library; when an
 * exception of libllama, which libgcc_s unwinds, passed through one of ours, that would be handed the other's context and
 * crash. Zig's C++ runtime is foreign to libllama's all the same, so such an exception is caught without its text.
 *
 * @returns its path
 */
export async function unwinderStub(components: Components, compiler: Compiler): Promise<string> {
  const { library, version, functions } = UNWINDER;
  const folder = await components.get(
    "unwinder-stub",
    [JSON.stringify(UNWINDER), compiler.version],
    async (made) => {
      writeFileSync(join(made, "stub.c"), functions.map((name) => `void ${name}(void) {}\n`).join(""));
      writeFileSync(join(made, "stub.map"), `${version} { global: _Unwind_*; };\n`);
      const options = ["-shared", "-nostdlib", `-Wl,-soname,${library}`, "-Wl,--version-script=stub.map"];
      await run([...compiler.c, "-w", ...options, "stub.c", "-o", library], LIMIT_MS, {
        cwd: made,
        env: compiler.env,
      });
    },
  );
  return join(folder, library);
}
