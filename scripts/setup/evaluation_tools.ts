import { join } from "node:path";
import { cacheFolder } from "../../src/cache.ts";
import { Components } from "./component.ts";
import { withLock } from "./lock.ts";
import { python } from "./package_client.ts";
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
  const root = join(cacheFolder(), "parts");
  return withLock(join(root, ".lock"), async () => ({
    python: program,
    packages: await pythonPackages(new Components(root), program, PACKAGES),
  }));
}
