import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { sha256OfFile } from "./digest.ts";
import { Sha256 } from "./sha256.ts";

/** What a file looked like when its bytes were last checked; kept beside it as `<file>.verified`. */
const Stamp = z.object({
  sha256: Sha256,
  bytes: z.number(),
  modified_ms: z.number(),
});
type Stamp = z.infer<typeof Stamp>;

const stampPath = (file: string) => `${file}.verified`;

/**
 * Whether a file holds the wanted bytes. A gigabyte takes seconds to hash, so a file that has kept its size and time of
 * modification since it was last checked counts as checked.
 *
 * @throws the signal's reason
 */
export async function holds(path: string, sha256: string, signal?: AbortSignal): Promise<boolean> {
  const now = stampOf(path, sha256);
  if (now === null) return false;
  if (JSON.stringify(readStamp(path)) === JSON.stringify(now)) return true;
  if ((await sha256OfFile(path, { signal })) !== sha256) return false;
  writeStamp(path, now);
  return true;
}

/** Keeps the sha256 that a file was just found to have: from now on it is what it must have. */
export function pin(path: string, sha256: string): void {
  const now = stampOf(path, sha256);
  if (now !== null) writeStamp(path, now);
}

/** Forgets that a file was checked: it has turned out to be damaged since. */
export function unpin(path: string): void {
  rmSync(stampPath(path), { force: true });
}

/** The sha256 that a file had when it was last checked or pulled, or null. */
export function pinned(path: string): string | null {
  return readStamp(path)?.sha256 ?? null;
}

function stampOf(path: string, sha256: string): Stamp | null {
  try {
    const { size, mtimeMs } = statSync(path);
    return { sha256, bytes: size, modified_ms: mtimeMs };
  } catch {
    return null;
  }
}

function writeStamp(path: string, stamp: Stamp): void {
  writeFileSync(`${stampPath(path)}.new`, JSON.stringify(stamp));
  renameSync(`${stampPath(path)}.new`, stampPath(path));
}

function readStamp(path: string): Stamp | null {
  try {
    return Stamp.parse(JSON.parse(readFileSync(stampPath(path), "utf8")));
  } catch {
    return null;
  }
}
