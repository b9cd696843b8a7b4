import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../src/cache.ts";
import { run } from "../../src/fetch/command.ts";
import { withLock } from "../../src/fetch/lock.ts";
import { persistently } from "../../src/fetch/package_client.ts";
import { reportFailure } from "./failure.ts";

const ROOT = join(import.meta.dir, "..", "..");
const STAMP_FILE = join(ROOT, "node_modules", ".installed");
const LIMIT_MS = 10 * 60_000;

/**
 * Makes node_modules match bun.lock. Imports nothing from node_modules, since this runs before they exist.
 *
 * @throws AppError SETUP_FAILED when the packages cannot be fetched
 */
async function installDependencies(): Promise<void> {
  if (isInstalled()) return;
  await withLock(join(ROOT, "dist", ".dependencies.lock"), async () => {
    if (isInstalled()) return;
    process.stderr.write("installing dependencies\n");
    const wanted = lockHash();
    const env = { BUN_INSTALL_CACHE_DIR: join(cacheFolder(), "bun-packages") };
    const command = [process.execPath, "install", "--frozen-lockfile", "--ignore-scripts"];
    await persistently("the dependencies", () => run(command, LIMIT_MS, { cwd: ROOT, env }));
    writeFileSync(STAMP_FILE, wanted);
  });
}

function isInstalled(): boolean {
  try {
    return readFileSync(STAMP_FILE, "utf8") === lockHash();
  } catch {
    return false;
  }
}

function lockHash(): string {
  const hasher = new Bun.CryptoHasher("sha256");
  for (const name of ["package.json", "bun.lock"]) hasher.update(readFileSync(join(ROOT, name)));
  return hasher.digest("hex");
}

try {
  await installDependencies();
} catch (error) {
  reportFailure(error);
}
