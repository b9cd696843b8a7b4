import { runPackageClient } from "./package_client.ts";
import type { PackageName } from "./package_name.ts";
import { unpackWheel } from "./unpack.ts";

/** A version of a Python package that is published in built form. */
export interface Wheel {
  readonly name: string;
  readonly version: string;
  /** pip's options that choose one of several files of a version; without them, the one for any machine. */
  readonly select?: readonly string[] | undefined;
}

const ANY_MACHINE = ["--platform=any"];

/**
 * Has pip fetch a package into an empty folder, and unpacks it there. Nothing of it is run.
 *
 * @throws CommandFailed, or the signal's reason
 */
export async function fetchUnpacked(wheel: Wheel, folder: string, signal?: AbortSignal): Promise<void> {
  const { name, version, select = ANY_MACHINE } = wheel;
  const wanted: PackageName = { client: "pip", name, version, select: ["--only-binary=:all:", ...select] };
  await unpackWheel(await runPackageClient(wanted, folder, { signal }), folder, signal);
}
