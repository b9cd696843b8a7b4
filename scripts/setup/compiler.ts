import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CommandFailed, run } from "../../src/fetch/command.ts";
import { unpackWheel } from "../../src/fetch/unpack.ts";
import type { Components } from "./component.ts";
import { setupFailure } from "./failure.ts";
import { fetchPinned } from "./fetch.ts";
import { pins } from "./pins.ts";
import { hostTarget, MACOS_VERSION, type Target } from "./target.ts";
import { hostName } from "./target_name.ts";

/** Programs that compile C and C++20 and link them into a shared library. */
export interface Compiler {
  c: readonly string[];
  cxx: readonly string[];
  /** What tells this compiler from another one. */
  version: string;
  /** Whether everybody who builds has the same one. */
  isPinned: boolean;
  env: Record<string, string>;
  /** Paths of the licences of what it links into a library from its own runtime, by the names they get beside that. */
  licences: Record<string, string>;
}

const LIMIT_MS = 60_000;

/** On Linux the voices carry the C++ runtime in themselves; some systems ship no static one. */
const LINK_FLAGS = {
  linux: ["-shared", "-static-libstdc++", "-static-libgcc"],
  darwin: ["-dynamiclib"],
} as const;

/** A Mac's compiler builds for the Mac that it runs on, unless it is told how old a system may be. */
const HOST_FLAGS = {
  linux: [],
  darwin: ["-arch", "arm64", `-mmacosx-version-min=${MACOS_VERSION}`],
} as const;

/** The system that the pinned zig runs on. */
const ZIG_HOST = "linux-x64";
/** Whether the pinned compiler runs here. */
export const hasPinnedCompiler = () => hostName() === ZIG_HOST;

/**
 * The compiler of this machine: $CXX and $CC where they are set, else c++, g++ or clang++, whichever can do the work,
 * else zig from its Python package.
 *
 * @throws AppError SETUP_FAILED when $CXX or $CC are set to something that does not work, or there is nothing that does
 */
export async function findCompiler(components: Components): Promise<Compiler> {
  const { CC, CXX } = process.env;
  if (CC || CXX) {
    const chosen = await tried(components, CC || "cc", CXX || "c++");
    if (chosen instanceof CommandFailed)
      throw setupFailure(
        "the chosen compiler does not work",
        `CC=${CC ?? ""} CXX=${CXX ?? ""}: ${chosen.message}`,
        "unset CC and CXX, or set them to compilers that know C11 and C++20",
        chosen,
      );
    return chosen;
  }
  for (const [c, cxx] of [
    ["cc", "c++"],
    ["gcc", "g++"],
    ["clang", "clang++"],
  ] as const) {
    const found = await tried(components, c, cxx);
    if (!(found instanceof CommandFailed)) return found;
  }
  if (!hasPinnedCompiler())
    throw setupFailure(
      "there is no C++ compiler",
      "none of c++, g++ and clang++ knows C++20 and links",
      process.platform === "darwin" ? "run: xcode-select --install" : "install g++, then run this again",
    );
  process.stderr.write("no C++ compiler here; using zig\n");
  return zig(components);
}

/**
 * A compiler that runs here and builds for another system: zig, which brings the headers and libraries of each with it.
 *
 * @throws AppError SETUP_FAILED when this is no system that it runs on
 */
export async function crossCompiler(components: Components, { name, triple }: Target): Promise<Compiler> {
  if (!hasPinnedCompiler())
    throw setupFailure(
      `${name} cannot be built here`,
      `other systems are built for on ${ZIG_HOST}, and this is ${hostName()}`,
      `build it on ${name} itself, or on ${ZIG_HOST}`,
    );
  const compiler = await zig(components);
  const { c, cxx, version } = compiler;
  const flags = ["-target", triple];
  return { ...compiler, c: [...c, ...flags], cxx: [...cxx, ...flags], version: `${version} for ${triple}` };
}

async function tried(components: Components, c: string, cxx: string): Promise<Compiler | CommandFailed> {
  const { system } = hostTarget();
  const flags = HOST_FLAGS[system];
  const compiler = {
    c: [...c.trim().split(/\s+/), ...flags],
    cxx: [...cxx.trim().split(/\s+/), ...flags],
    isPinned: false,
    env: {},
    licences: {},
  };
  try {
    await components.scratch(async (folder) => {
      writeFileSync(join(folder, "a.c"), "int one(void) { return 1; }\n");
      writeFileSync(
        join(folder, "b.cpp"),
        "#include <span>\n#include <string>\nstd::string two() { return {}; }\n",
      );
      await run([...compiler.c, "-fPIC", "-c", "a.c", "-o", "a.o"], LIMIT_MS, { cwd: folder });
      await run([...compiler.cxx, "-std=c++20", "-fPIC", "-c", "b.cpp", "-o", "b.o"], LIMIT_MS, {
        cwd: folder,
      });
      await run([...compiler.cxx, ...LINK_FLAGS[system], "a.o", "b.o", "-o", "ab.so"], LIMIT_MS, {
        cwd: folder,
      });
    });
    const versions = [compiler.c, compiler.cxx].map((program) => run([...program, "--version"], LIMIT_MS));
    return { ...compiler, version: (await Promise.all(versions)).join("\n") };
  } catch (error) {
    if (error instanceof CommandFailed) return error;
    throw error;
  }
}

async function zig(components: Components): Promise<Compiler> {
  const folder = await components.get("zig", [pins.zig.sha256], async (made) => {
    await unpackWheel(await fetchPinned(pins.zig), made);
    // A zip keeps no permissions.
    chmodSync(join(made, "ziglang", "zig"), 0o755);
  });
  const program = join(folder, "ziglang", "zig");
  // Its own caches would lie in a home folder that may not exist.
  const caches = join(folder, "..", "zig-cache");
  return {
    c: [program, "cc"],
    cxx: [program, "c++"],
    version: `zig ${pins.zig.version}`,
    isPinned: true,
    env: { ZIG_GLOBAL_CACHE_DIR: caches, ZIG_LOCAL_CACHE_DIR: caches },
    licences: {
      "LICENSE.llvm": join(folder, "ziglang", "lib", "libcxx", "LICENSE.TXT"),
      "LICENSE.zig": join(folder, "ziglang", "LICENSE"),
    },
  };
}
