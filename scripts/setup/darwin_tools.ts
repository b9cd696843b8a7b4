import { join } from "node:path";
import { python } from "../../src/fetch/package_client.ts";
import { withComponents } from "./component.ts";
import { pythonPackages } from "./python_packages.ts";

/** What the Python scripts of scripts/darwin are started with. */
export interface DarwinTools {
  python: string;
  /** Folder of Python packages, for PYTHONPATH. */
  packages: string;
}

const PACKAGES = {
  name: "darwin-packages",
  requirements: join(import.meta.dir, "..", "requirements-darwin.txt"),
  fromSources: [],
};

/**
 * LIEF and Unicorn, which read and run a Mac's libraries on Linux; fetched when they are not in the cache yet.
 *
 * @throws AppError SETUP_FAILED
 */
export async function darwinTools(): Promise<DarwinTools> {
  const program = python();
  return withComponents(async (components) => ({
    python: program,
    packages: await pythonPackages(components, program, PACKAGES),
  }));
}
