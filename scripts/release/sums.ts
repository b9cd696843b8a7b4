import { readFileSync } from "node:fs";
import { basename } from "node:path";

/** The SHA-256 of bytes, in hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  return new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
}

/** What `sha256sum -c` reads, sorted by name. */
export function sumsOf(paths: readonly string[]): string {
  const lines = paths.map((path) => [basename(path), sha256(readFileSync(path))] as const);
  return lines
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, digest]) => `${digest}  ${name}\n`)
    .join("");
}
