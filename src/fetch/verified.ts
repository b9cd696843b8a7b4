import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { sha256OfFile } from "./digest.ts";

/** What a file looked like when its bytes were last checked; kept beside it as `<file>.verified`. */
interface Stamp {
  sha256: string;
  bytes: number;
  modified_ms: number;
}

/**
 * Whether a file holds the wanted bytes. A gigabyte takes seconds to hash, so a file that has kept its size and time of
 * modification since it was last checked counts as checked.
 */
export async function holds(path: string, sha256: string): Promise<boolean> {
  let now: Stamp;
  try {
    const found = statSync(path);
    now = { sha256, bytes: found.size, modified_ms: found.mtimeMs };
  } catch {
    return false;
  }
  const line = JSON.stringify(now);
  if (readStamp(path) === line) return true;
  if ((await sha256OfFile(path)) !== sha256) return false;
  writeFileSync(`${path}.verified.new`, line);
  renameSync(`${path}.verified.new`, `${path}.verified`);
  return true;
}

function readStamp(path: string): string | undefined {
  try {
    return readFileSync(`${path}.verified`, "utf8");
  } catch {
    return undefined;
  }
}
