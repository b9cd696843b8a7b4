import { readFileSync } from "node:fs";
import { run } from "../../src/fetch/command.ts";
import { persistently } from "../../src/fetch/package_client.ts";
import type { Components } from "./component.ts";

const LIMIT_MS = 15 * 60_000;

/** A set of Python packages that is installed together. */
export interface PythonPackages {
  readonly name: string;
  /** Path of the requirements, each pinned by hash. */
  readonly requirements: string;
  /** Packages that are published as sources only. */
  readonly fromSources: readonly string[];
}

/**
 * The Python packages as a folder of their own, for PYTHONPATH: a virtual environment would need Python's venv module,
 * which some systems leave out.
 *
 * @param program the Python they are for
 * @throws AppError SETUP_FAILED
 */
export async function pythonPackages(
  components: Components,
  program: string,
  { name, requirements, fromSources }: PythonPackages,
): Promise<string> {
  const version = await run([program, "-c", "import sys; print(sys.version)"], LIMIT_MS);
  return components.get(name, [version, readFileSync(requirements, "utf8")], async (made) => {
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
      ...["--no-deps", "--only-binary=:all:", ...fromSources.map((source) => `--no-binary=${source}`)],
      ...["--require-hashes", "--target", made, "--requirement", requirements],
    ];
    await persistently(`the Python packages ${name}`, () => run(command, LIMIT_MS));
  });
}
