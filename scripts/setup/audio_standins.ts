import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../src/fetch/command.ts";
import { CLANG, CLANGXX, filesOf } from "./clang.ts";
import type { Components } from "./component.ts";
import { NATIVE } from "./native_folder.ts";
import { readRecipe } from "./recipe.ts";

/** The Apple player, compiled for Linux from the very sources that a Mac gets, over stand-ins for CoreAudio's functions. */

const TESTS = join(import.meta.dir, "..", "..", "test", "darwin");
const STANDINS = join(TESTS, "standins", "audio");
const STRESS = join(TESTS, "player_stress.cpp");
/** The declarations that stand for Apple's SDK on every system but a Mac. */
const HEADERS = join(NATIVE, "apple", "include");
const AUDIO_HEADERS = ["AudioToolbox", "CoreAudio", "CoreFoundation"];
const LIMIT_MS = 2 * 60_000;
/** valgrind 3.19 reads no DWARF 5, as clang 19 writes it. */
const FLAGS = ["-O1", "-gdwarf-4", "-fPIC", "-fvisibility=hidden", "-pthread", "-Wall", "-Wextra", "-Werror"];

export interface ApplePlayerOnLinux {
  /** The player library with the stand-ins in it, which are steered by what control.h there names. */
  library: string;
  /** A program that opens and closes players on it while devices come and go. */
  stress: string;
}

/**
 * The Apple player over its stand-ins; appleTools of standins.ts comes before.
 *
 * @throws CommandFailed when something does not compile, and for a warning
 */
export async function applePlayerOnLinux(components: Components): Promise<ApplePlayerOnLinux> {
  const own = readRecipe("player_apple").own.map((name) => join(NATIVE, name));
  const standins = filesOf(STANDINS, "*.c");
  const headers = [
    ...[NATIVE, STANDINS, ...AUDIO_HEADERS.map((name) => join(HEADERS, name))].flatMap((folder) =>
      filesOf(folder, "*.h"),
    ),
  ];
  const read = [import.meta.path, STRESS, ...own, ...standins, ...headers];
  const version = await run([CLANG, "--version"], LIMIT_MS);
  const inputs = [version, ...read.map((path) => readFileSync(path, "utf8"))];
  const folder = await components.get("player-apple-on-linux", inputs, (made) =>
    components.scratch(async (scratch) => {
      const library = join(made, "libtts_player_apple.so");
      const objects = await compile([...own, ...standins], scratch);
      // The folder gets its name when all is made; the program finds the library by its own name, beside itself.
      const named = ["-Wl,-soname,libtts_player_apple.so", "-Wl,-z,defs"];
      await run([CLANGXX, "-shared", "-pthread", ...objects, ...named, "-o", library], LIMIT_MS);
      const stress = await compile([STRESS], join(scratch, "stress"));
      const beside = [library, "-Wl,-rpath,$ORIGIN"];
      await run([CLANGXX, "-pthread", ...stress, ...beside, "-o", join(made, "player_stress")], LIMIT_MS);
    }),
  );
  return { library: join(folder, "libtts_player_apple.so"), stress: join(folder, "player_stress") };
}

/** Compiles sources into a folder and gives the objects. */
async function compile(sources: readonly string[], scratch: string): Promise<string[]> {
  mkdirSync(scratch, { recursive: true });
  const includes = [HEADERS, NATIVE, STANDINS].flatMap((folder) => ["-I", folder]);
  const compileOne = async (source: string, index: number) => {
    const object = join(scratch, `${index}.o`);
    const language = source.endsWith(".c") ? [CLANG, "-std=gnu11"] : [CLANGXX, "-std=c++17"];
    await run([...language, ...FLAGS, ...includes, "-c", source, "-o", object], LIMIT_MS);
    return object;
  };
  return Promise.all(sources.map(compileOne));
}
