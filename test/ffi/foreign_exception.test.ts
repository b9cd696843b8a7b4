import { expect, setDefaultTimeout, test } from "bun:test";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { withComponents } from "../../scripts/setup/component.ts";
import { compileLibrary } from "../../scripts/setup/library.ts";
import { llamaHeaders, llm } from "../../scripts/setup/native_parts.ts";
import { Recipe } from "../../scripts/setup/recipe.ts";
import { releaseTarget } from "../../scripts/setup/target.ts";
import { hostName } from "../../scripts/setup/target_name.ts";
import { toolchainFor } from "../../scripts/setup/toolchain.ts";
import { installedModels } from "../../src/models/installed.ts";

// Zig may still have to be fetched, and the libraries built.
setDefaultTimeout(10 * 60_000);

const CAUGHT_WITHOUT_TEXT = "3";

/** How our libraries over libllama are made, but of one file that has it throw. */
const RECIPE = Recipe.parse({
  sdistSources: [],
  includes: ["include", "ggml/include"],
  defines: [],
  generated: {},
  own: ["../test/ffi/foreign_exception.cpp"],
  flags: ["-O2", "-fPIC", "-fvisibility=hidden"],
  cFlags: [],
  cxxFlags: ["-std=c++20"],
  sdistFlags: [],
  ownFlags: ["-Wall", "-Wextra"],
  exports: "tts_test_",
  llama: ["llama", "ggml", "ggml-base"],
});

// Only a process of its own survives it when this goes wrong.
test.skipIf(hostName() !== "linux-x64")(
  "an exception of libllama is caught in what zig has linked for Linux",
  async () => {
    const model = installedModels()[0]?.path ?? "";
    const answer = await withComponents(async (components) => {
      const toolchain = await toolchainFor(components, releaseTarget("linux-x64"));
      const { folder: llama } = await llm(components, toolchain);
      const packageFolder = await llamaHeaders(components);
      return components.scratch(async (scratch) => {
        // Beside libllama, as it is looked for there.
        const folder = join(scratch, "beside");
        cpSync(llama, folder, { recursive: true });
        const file = "libtts_test.so";
        await compileLibrary(RECIPE, toolchain, { packageFolder, folder, file, scratch });
        const library = join(folder, file);
        const run = Bun.spawn([process.execPath, join(import.meta.dir, "catching.ts"), library, model]);
        return run.stdout.text();
      });
    });
    expect(answer).toBe(CAUGHT_WITHOUT_TEXT);
  },
);
