import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** SHA-256 over the names and contents of files, and over whatever else decides what is made from them. */
export function hashOfInputs(paths: readonly string[], others: readonly string[]): string {
  const hasher = new Bun.CryptoHasher("sha256");
  hasher.update(JSON.stringify(others));
  for (const path of paths) hasher.update(`${path}\n`).update(readFileSync(path));
  return hasher.digest("hex");
}

/** The contents of a file, or nothing when it cannot be read. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Writes a file that is either whole or not there at all. */
export function writeWhole(path: string, contents: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, contents);
  renameSync(`${path}.new`, path);
}
