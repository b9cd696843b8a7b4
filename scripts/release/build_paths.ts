import { homedir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "../../src/cache.ts";

/** The folders of this machine that something was built in or from. */
export const BUILDING_FOLDERS: readonly string[] = [
  join(import.meta.dir, "..", ".."),
  cacheFolder(),
  homedir(),
  process.cwd(),
];

/** A longer word or path that a folder's path only ends, such as Bun's own /$bunfs/root. */
const GOES_ON_BEFORE = /[\w$~.-]/;
const TOLD_CHARACTERS = 80;

/**
 * Every place in a file where a path below one of these folders stands, as text that a person can look for.
 *
 * @param folders absolute; the root folder itself cannot be looked for
 */
export function buildPathsIn(bytes: Uint8Array, folders: readonly string[] = BUILDING_FOLDERS): string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const found = new Set<string>();
  for (const folder of new Set(folders)) {
    if (folder === "/") continue;
    const wanted = `${folder}/`;
    for (let at = buffer.indexOf(wanted); at >= 0; at = buffer.indexOf(wanted, at + 1)) {
      const before = at === 0 ? "" : String.fromCharCode(buffer.readUInt8(at - 1));
      if (GOES_ON_BEFORE.test(before)) continue;
      const text = buffer.subarray(at, at + TOLD_CHARACTERS).toString("latin1");
      found.add(/^[\x21-\x7e]+/.exec(text)?.[0] ?? text);
    }
  }
  return [...found].sort();
}
