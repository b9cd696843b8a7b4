import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import manifest from "../../package.json" with { type: "json" };

/** The checkout. */
export const ROOT = join(import.meta.dir, "..", "..");
export const NAME = "stream-tts-bun";

const Manifest = z.looseObject({
  version: z.string(),
  description: z.string(),
  license: z.string(),
  homepage: z.url().optional(),
});

/** Stands in the formula as long as it is not known where the archives will lie: nobody can own it (RFC 2606). */
const NOWHERE = "https://stream-tts-bun.invalid";

/** What package.json and LICENSE say of the program. */
export function releaseFacts(): {
  version: string;
  description: string;
  licence: string;
  /** Null where package.json names none. */
  homepage: string | null;
  /** Whoever holds the copyright; they have no address. */
  maintainer: string;
  /** Where the archives will lie, when nothing else is said. */
  baseUrl: string;
} {
  const { version, description, license: licence, homepage } = Manifest.parse(manifest);
  const [, maintainer] =
    /^Copyright \(c\) \d+ (.+)$/m.exec(readFileSync(join(ROOT, "LICENSE"), "utf8")) ?? [];
  if (maintainer === undefined) throw new Error("LICENSE does not say whose the program is");
  const baseUrl = `${homepage ?? NOWHERE}/releases/download/v${version}`;
  return { version, description, licence, homepage: homepage ?? null, maintainer, baseUrl };
}
