import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchFrom, isExactly, leftBy } from "./downloading.ts";
import { FileServer, noise } from "./file_server.ts";

setDefaultTimeout(60_000);

const SIZE = 4_000_000;
const FILE = noise(SIZE, 5);

/** A disk of 6 MB, where we may mount one; test/models/pull/processes.test.ts has what works for everybody. */
const folder = mkdtempSync(join(tmpdir(), "full-disk-"));
const canMount = Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", folder]).success;
if (canMount) Bun.spawnSync(["umount", folder]);
rmSync(folder, { recursive: true });

let disk: string;
let server: FileServer;
beforeEach(async () => {
  disk = mkdtempSync(join(tmpdir(), "full-disk-"));
  if (canMount) Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk]);
  server = await FileServer.listen(FILE);
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  if (canMount) Bun.spawnSync(["umount", disk]);
  rmSync(disk, { recursive: true });
});

test.skipIf(!canMount)(
  "a disk that fills up in the middle: a clear error, and with room the rest is fetched",
  async () => {
    const file = join(disk, "model.gguf");
    const filler = join(disk, "somebody elses file");
    server.fault = (_, gets) => {
      // All but a million bytes of what is left, when half of the file has not been asked for yet.
      if (gets === 8) {
        const { bavail, bsize } = statfsSync(disk);
        writeFileSync(filler, Buffer.alloc(bavail * bsize - 1_000_000));
      }
      return null;
    };
    await expect(fetchFrom(server, file)).rejects.toMatchObject({
      code: "DISK_FULL",
      why: expect.stringContaining("ENOSPC"),
    });
    expect(await Bun.file(file).exists()).toBe(false);
    rmSync(filler);
    server.fault = () => null;
    const seen: number[] = [];
    await fetchFrom(server, file, { onProgress: (bytes) => seen.push(bytes) });
    expect(seen[0]).toBeGreaterThan(0);
    expect(isExactly(file, FILE)).toBe(true);
    expect(leftBy(file)).toEqual(["model.gguf", "model.gguf.verified"]);
  },
);
