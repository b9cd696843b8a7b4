import { join } from "node:path";
import { python } from "../../src/fetch/package_client.ts";
import { withComponents } from "./component.ts";
import { pythonPackages } from "./python_packages.ts";

const PACKAGES = {
  name: "evaluation-packages",
  requirements: join(import.meta.dir, "..", "requirements-evaluation.txt"),
  fromSources: ["ipadic"],
};

/**
 * What scripts/score.py is started with: Python, and a folder of packages for PYTHONPATH.
 *
 * @throws AppError SETUP_FAILED
 */
export async function evaluationTools(): Promise<{ python: string; packages: string }> {
  const program = python();
  return withComponents(async (components) => ({
    python: program,
    packages: await pythonPackages(components, program, PACKAGES),
  }));
}
