import { run } from "./command.ts";
import { python } from "./package_client.ts";

const LIMIT_MS = 5 * 60_000;

/** Unpacks a wheel or another zip file. Python does it, since pip needs it anyway and unzip may be missing. */
export async function unpackWheel(wheel: string, folder: string, signal?: AbortSignal): Promise<void> {
  await run([python(), "-m", "zipfile", "-e", wheel, folder], LIMIT_MS, { signal });
}

/** Unpacks an npm package or a Python source package, without the folder that all its names start with. */
export async function unpackTar(archive: string, folder: string): Promise<void> {
  await run(["tar", "-xzf", archive, "-C", folder, "--strip-components=1"], LIMIT_MS);
}
