import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../src/cache.ts";
import { withLock } from "../src/fetch/lock.ts";
import { PARTS_FILE } from "../src/parts.ts";
import { Parts } from "../src/parts_schema.ts";
import { buildNativeParts } from "./build.ts";
import { contentsOf } from "./package/contents.ts";
import { packInputs, writePack } from "./package/pack.ts";
import { buildPronunciations } from "./package/pronunciations.ts";
import { Components } from "./setup/component.ts";
import { reportFailure, setupFailure } from "./setup/failure.ts";
import { hashOfInputs, readIfThere, writeWhole } from "./setup/stamp.ts";

const ROOT = join(import.meta.dir, "..");
const DIST = join(ROOT, "dist");
const NAME = "stream-tts-bun";
/** The program in one file. */
export const EXECUTABLE = join(DIST, NAME);
const STAMP_FILE = join(DIST, "executable.stamp.json");
const PACK = "pack";
const UNFINISHED = ".unfinished-";

/**
 * Builds dist/stream-tts-bun and all that goes into it, as far as something has changed.
 *
 * @throws AppError SETUP_FAILED when something cannot be fetched or built; CommandFailed when something does not compile
 */
export async function buildExecutable(): Promise<void> {
  await buildNativeParts();
  buildPronunciations();
  if (isCurrent()) return;
  const root = join(cacheFolder(), "parts");
  await withLock(join(root, ".lock"), async () => {
    if (isCurrent()) return;
    const inputs = hashOfSources();
    const list = Parts.parse(JSON.parse(readIfThere(PARTS_FILE) ?? "null"));
    const { files, parts } = contentsOf(list, root);
    const pack = await new Components(root).get(PACK, await packInputs(files, parts), async (made) => {
      const folder = join(made, PACK);
      mkdirSync(folder);
      await writePack(files, parts, folder);
    });
    await compile(join(pack, PACK));
    writeWhole(STAMP_FILE, stampOf(inputs));
  });
}

/** Everything that decides what the executable does: sources, dependencies, parts, Bun. */
function hashOfSources(): string {
  const below = (folder: string) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .map((name) => join(ROOT, folder, name))
      .filter((path) => statSync(path).isFile())
      .sort();
  const sources = ["src", "ffi", "models", "scripts/package"].flatMap(below);
  const single = ["package.json", "bun.lock", "tsconfig.json", "LICENSE"].map((name) => join(ROOT, name));
  return hashOfInputs([...sources, ...single, PARTS_FILE, import.meta.path], [Bun.version, Bun.revision]);
}

function isCurrent(): boolean {
  try {
    return readIfThere(STAMP_FILE) === stampOf(hashOfSources());
  } catch {
    return false;
  }
}

/** What was built from which inputs; whoever replaces the file changes its size or time. */
function stampOf(inputs: string): string {
  const { size, mtimeMs } = statSync(EXECUTABLE);
  return JSON.stringify({ inputs, bytes: size, modified_ms: mtimeMs });
}

async function compile(pack: string): Promise<void> {
  const started = performance.now();
  for (const name of readdirSync(DIST))
    if (name.startsWith(UNFINISHED)) rmSync(join(DIST, name), { recursive: true, force: true });
  // On the same disk, and in a folder because Bun names the program inside after its file.
  const unfinished = mkdtempSync(join(DIST, UNFINISHED));
  try {
    const outfile = join(unfinished, NAME);
    const { success, logs } = await Bun.build({
      entrypoints: [join(ROOT, "src", "main.ts")],
      root: ROOT,
      target: "bun",
      minify: true,
      // Halves the time until something is spoken, for 2.5 MB.
      bytecode: true,
      format: "esm",
      sourcemap: "none",
      throw: false,
      compile: {
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
    renameSync(outfile, EXECUTABLE);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  process.stderr.write(`made ${NAME} in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}

if (import.meta.main) {
  try {
    await buildExecutable();
  } catch (error) {
    reportFailure(error);
  }
}
