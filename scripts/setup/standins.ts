import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "../../src/fetch/command.ts";
import { CLANG, CLANGXX, filesOf } from "./clang.ts";
import type { Components } from "./component.ts";
import { NATIVE } from "./native_folder.ts";
import { readRecipe } from "./recipe.ts";
import { systemPackages } from "./system_packages.ts";

/**
 * The Apple voice, compiled for Linux from the very sources that a Mac gets, over stand-ins for Apple's speech classes,
 * which stand on GNUstep's Foundation (test/darwin/standins/speech).
 */

const STANDINS = join(import.meta.dir, "..", "..", "test", "darwin", "standins", "speech");
const LIMIT_MS = 2 * 60_000;
/** Where Debian's libgnustep-base-dev and libblocksruntime-dev put their headers. */
const GNUSTEP_HEADERS = "/usr/include/GNUstep";
const FOUNDATION_HEADER = join(GNUSTEP_HEADERS, "Foundation", "Foundation.h");
const BLOCKS_HEADER = "/usr/include/Block.h";

/** What compiles and runs the Apple sources here: the package of each program or header. */
const TOOLS = {
  [CLANG]: "clang-19",
  [CLANGXX]: "clang-19",
  [FOUNDATION_HEADER]: "libgnustep-base-dev",
  [BLOCKS_HEADER]: "libblocksruntime-dev",
  valgrind: "valgrind",
};

/** valgrind 3.19 reads no DWARF 5, as clang 19 writes it. */
const FLAGS = ["-O2", "-gdwarf-4", "-fPIC", "-fvisibility=hidden", "-Wall", "-Wextra", "-Werror"];
/** Objective-C as GNUstep's libraries were compiled: GCC's runtime, which has its own string class. */
const OBJECTIVE_C = [
  ...["-std=gnu11", "-fobjc-runtime=gcc", "-fconstant-string-class=NSConstantString"],
  ...["-fblocks", "-fexceptions", "-fobjc-exceptions"],
];
/** The runtime of blocks stands first, because gnustep-base has functions of the same names that do not fit. */
const GNUSTEP_LIBRARIES = ["-lBlocksRuntime", "-lgnustep-base", "-lobjc", "-lm", "-pthread"];

/**
 * Installs what the Apple sources are compiled and watched with.
 *
 * @throws AppError SETUP_FAILED with the command to run when that is not possible
 */
export async function appleTools(): Promise<void> {
  await systemPackages(TOOLS, (name) => (name.startsWith("/") && existsSync(name) ? name : Bun.which(name)));
}

/**
 * The voice library over its stand-ins, which lie beside it; {@link appleTools} comes before.
 *
 * @throws CommandFailed when something does not compile, and for a warning
 */
export async function appleVoiceOnLinux(components: Components): Promise<string> {
  const { own } = readRecipe("voice_apple");
  const standins = filesOf(STANDINS, "**/*.{h,m}");
  const read = [...own.map((name) => join(NATIVE, name)), ...filesOf(NATIVE, "*.h"), ...standins];
  const inputs = [import.meta.path, ...read].map((path) => readFileSync(path, "utf8"));
  const version = await run([CLANG, "--version"], LIMIT_MS);
  const folder = await components.get("voice-apple-on-linux", [version, ...inputs], (made) =>
    components.scratch(async (scratch) => {
      const classes = standins.filter((path) => path.endsWith(".m"));
      await link(await compile(classes, join(scratch, "standins"), ["-fvisibility=default"]), [
        ...["-o", join(made, "libstandins_speech.so"), ...GNUSTEP_LIBRARIES],
      ]);
      const voice = own.map((name) => join(NATIVE, name));
      await link(await compile(voice, join(scratch, "voice")), [
        ...["-o", join(made, "libtts_voice_apple.so")],
        ...["-L", made, "-lstandins_speech", "-Wl,-rpath,$ORIGIN", ...GNUSTEP_LIBRARIES],
      ]);
    }),
  );
  return join(folder, "libtts_voice_apple.so");
}

/**
 * Compiles a program in C against the voice and the stand-ins' Foundation.
 *
 * @param source the one source file, in C or Objective-C
 * @param library what {@link appleVoiceOnLinux} made
 * @param program gets the program; the objects go beside it
 */
export async function appleDriver(source: string, library: string, program: string): Promise<void> {
  const objects = await compile([source], dirname(program));
  const beside = `-Wl,-rpath,${dirname(library)}`;
  await run([CLANGXX, ...objects, "-o", program, library, beside, ...GNUSTEP_LIBRARIES], LIMIT_MS);
}

/** Compiles sources into a folder and gives the objects. */
async function compile(
  sources: readonly string[],
  scratch: string,
  added: readonly string[] = [],
): Promise<string[]> {
  mkdirSync(scratch, { recursive: true });
  const includes = [join(STANDINS, "include"), STANDINS, NATIVE].flatMap((folder) => ["-I", folder]);
  const libraries = ["-isystem", GNUSTEP_HEADERS, "-idirafter", await objcHeaders()];
  const compileOne = async (source: string, index: number) => {
    const object = join(scratch, `${index}.o`);
    const language = source.endsWith(".cpp") ? [CLANGXX, "-std=c++17"] : [CLANG, ...OBJECTIVE_C];
    await run(
      [...language, ...FLAGS, ...added, ...includes, ...libraries, "-c", source, "-o", object],
      LIMIT_MS,
    );
    return object;
  };
  return Promise.all(sources.map(compileOne));
}

async function link(objects: readonly string[], added: readonly string[]): Promise<void> {
  await run([CLANGXX, "-shared", ...objects, "-Wl,-z,defs", ...added], LIMIT_MS);
}

/** GCC's Objective-C headers, which clang does not look for by itself; they lie beside GCC's Objective-C library. */
async function objcHeaders(): Promise<string> {
  const library = await run([CLANG, "-print-file-name=libobjc.so"], LIMIT_MS);
  return join(dirname(library.trim()), "include");
}
