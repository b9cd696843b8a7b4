import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TargetName } from "../setup/target_name.ts";
import { NAME } from "./facts.ts";

/** Debian's names of the processors that it has packages for. */
export const DEBIAN_ARCHITECTURES = { "linux-x64": "amd64", "linux-arm64": "arm64" } as const;

/** The names of what a release writes into dist/, beside the unpacked programs. */
export const RELEASE_NAMES = {
  archive: (version: string, target: TargetName) => `${NAME}-${version}-${target}.tar.gz`,
  debian: (version: string, architecture: string) => `${NAME}_${version}_${architecture}.deb`,
  formula: `${NAME}.rb`,
  sbom: (version: string) => `${NAME}-${version}.cdx.json`,
  needs: (version: string) => `${NAME}-${version}-needs.txt`,
  sums: "SHA256SUMS",
} as const;

const WRITTEN = /^(stream-tts-bun(-.+\.tar\.gz|_.+\.deb|\.rb|-.+\.cdx\.json|-.+-needs\.txt)|SHA256SUMS)$/;

/** Takes away what an earlier release has left, lest its files be taken for those of this one. */
export function removeEarlier(dist: string): void {
  for (const name of readdirSync(dist)) if (WRITTEN.test(name)) rmSync(join(dist, name));
}
