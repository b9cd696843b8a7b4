import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../src/cache.ts";
import { withLock } from "../src/fetch/lock.ts";
import { unpackTar } from "../src/fetch/unpack.ts";
import { Parts } from "../src/parts_schema.ts";
import { buildNativeParts, distFolder, partsFile } from "./build.ts";
import { contentsOf } from "./package/contents.ts";
import { packInputs, writePack } from "./package/pack.ts";
import { buildPronunciations } from "./package/pronunciations.ts";
import { Components } from "./setup/component.ts";
import { reportFailure, setupFailure } from "./setup/failure.ts";
import { fetchPinned } from "./setup/fetch.ts";
import { hashOfInputs, readIfThere, writeWhole } from "./setup/stamp.ts";
import { hostTarget, type Target, targetNamed } from "./setup/target.ts";
import { targetOf } from "./setup/target_name.ts";

const ROOT = join(import.meta.dir, "..");
const NAME = "stream-tts-bun";
/** The program in one file, for this machine. */
export const EXECUTABLE = join(ROOT, "dist", NAME);
const PACK = "pack";
const UNFINISHED = ".unfinished-";

/** The program in one file, for any system that it is built for. */
export const executableFor = (target: Target) => join(distFolder(target), NAME);

/**
 * Builds the program in one file and all that goes into it, as far as something has changed.
 *
 * @param target what it is for: this machine alone, which gives dist/stream-tts-bun, or whoever has that system, which
 *   gives dist/TARGET/stream-tts-bun
 * @throws AppError SETUP_FAILED when something cannot be fetched or built; CommandFailed when something does not compile
 */
export async function buildExecutable(target = hostTarget()): Promise<void> {
  await buildNativeParts(target);
  buildPronunciations();
  if (isCurrent(target)) return;
  const root = join(cacheFolder(), "parts");
  await withLock(join(root, ".lock"), async () => {
    if (isCurrent(target)) return;
    const inputs = hashOfSources(target);
    const list = Parts.parse(JSON.parse(readIfThere(partsFile(target)) ?? "null"));
    const { files, parts } = contentsOf(list, root);
    const components = new Components(root);
    const pack = await components.get(PACK, await packInputs(files, parts), async (made) => {
      const folder = join(made, PACK);
      mkdirSync(folder);
      await writePack(files, parts, folder);
    });
    await compile(join(pack, PACK), target, await bunFor(components, target));
    writeWhole(stampFile(target), stampOf(inputs, target));
  });
}

/** Everything that decides what the executable does: sources, dependencies, parts, Bun. */
function hashOfSources(target: Target): string {
  const below = (folder: string) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .map((name) => join(ROOT, folder, name))
      .filter((path) => statSync(path).isFile())
      .sort();
  const sources = ["src", "ffi", "models", "scripts/package"].flatMap(below);
  const single = ["package.json", "bun.lock", "tsconfig.json", "LICENSE"].map((name) => join(ROOT, name));
  return hashOfInputs(
    [...sources, ...single, partsFile(target), import.meta.path],
    [Bun.version, Bun.revision, target.isOwn ? "" : target.bun.sha256],
  );
}

const stampFile = (target: Target) => join(distFolder(target), "executable.stamp.json");

function isCurrent(target: Target): boolean {
  try {
    return readIfThere(stampFile(target)) === stampOf(hashOfSources(target), target);
  } catch {
    return false;
  }
}

/** What was built from which inputs; whoever replaces the file changes its size or time. */
function stampOf(inputs: string, target: Target): string {
  const { size, mtimeMs } = statSync(executableFor(target));
  return JSON.stringify({ inputs, bytes: size, modified_ms: mtimeMs });
}

/** What a program for others is made of, for Bun.build: nothing to say for this machine's own. */
async function bunFor(components: Components, target: Target): Promise<Bun.CompileBuildOptions> {
  if (target.isOwn) return {};
  const folder = await components.get(`bun-${target.name}`, [target.bun.sha256], async (made) =>
    unpackTar(await fetchPinned(target.bun), made),
  );
  return { target: `bun-${target.name}`, executablePath: join(folder, "bin", "bun") };
}

async function compile(pack: string, target: Target, bun: Bun.CompileBuildOptions): Promise<void> {
  const started = performance.now();
  const dist = distFolder(target);
  for (const name of readdirSync(dist))
    if (name.startsWith(UNFINISHED)) rmSync(join(dist, name), { recursive: true, force: true });
  // On the same disk, and in a folder because Bun names the program inside after its file.
  const unfinished = mkdtempSync(join(dist, UNFINISHED));
  try {
    const outfile = join(unfinished, NAME);
    const { success, logs } = await Bun.build({
      entrypoints: [join(ROOT, "src", "main.ts")],
      root: ROOT,
      target: "bun",
      minify: true,
      // Halves the time until something is spoken, for 2.5 MB. It is the same for every system
      // (oven-sh/bun#40270), and a program whose Bun is of another version than what made it reads the source instead.
      bytecode: true,
      format: "esm",
      sourcemap: "none",
      throw: false,
      compile: {
        ...bun,
        outfile,
        // File by file and in order, since a folder is read in the order of its disk.
        assets: readdirSync(pack)
          .sort()
          .map((name) => join(pack, name)),
        // Nothing in the folder that it happens to be started in may change what the program does.
        autoloadDotenv: false,
        autoloadBunfig: false,
        autoloadTsconfig: false,
        autoloadPackageJson: false,
      },
    });
    if (!success)
      throw setupFailure("the executable cannot be built", logs.join("\n"), "mend what the lines above name");
    renameSync(outfile, executableFor(target));
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  process.stderr.write(
    `made ${NAME} for ${target.name} in ${((performance.now() - started) / 1000).toFixed(1)} s\n`,
  );
}

/** `bun scripts/executable.ts [--target TARGET]` */
if (import.meta.main) {
  try {
    await buildExecutable(targetNamed(targetOf(process.argv.slice(2))));
  } catch (error) {
    reportFailure(error);
  }
}
