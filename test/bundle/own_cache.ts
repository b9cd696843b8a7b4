import { afterAll, beforeAll } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gives the tests of a file a cache of their own: what is installed takes its locks there. */
export function useOwnCache(): void {
  const before = process.env.XDG_CACHE_HOME;
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "stream-tts-bun-cache-"));
    process.env.XDG_CACHE_HOME = folder;
  });
  afterAll(() => {
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
    rmSync(folder, { recursive: true });
  });
}
