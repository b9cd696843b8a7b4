import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "../../src/fetch/lock.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const HOLDER = `
import { withLock } from ${JSON.stringify(join(import.meta.dir, "../../src/fetch/lock.ts"))};
await withLock(process.argv[1], async () => {
  process.stdout.write("held");
  await new Promise(() => setInterval(() => {}, 1000));
});
`;

test("lets one process in at a time, and the next one in when the holder is killed", async () => {
  const file = join(folder, "lock");
  const holder = Bun.spawn([process.execPath, "-e", HOLDER, file], { stdin: "ignore", stdout: "pipe" });
  try {
    await holder.stdout.getReader().read();
    await expect(withLock(file, async () => "in", { limitMs: 0 })).rejects.toMatchObject({
      code: "FETCH_FAILED",
      what: "another process is still fetching or building the same",
    });
  } finally {
    holder.kill("SIGKILL");
    await holder.exited;
  }
  expect(await withLock(file, async () => "in", { limitMs: 0 })).toBe("in");
});

test("gives the lock back when the work fails", async () => {
  const file = join(folder, "lock");
  const fail = async () => {
    throw new Error("failed");
  };
  await expect(withLock(file, fail)).rejects.toThrow("failed");
  expect(await withLock(file, async () => "in", { limitMs: 0 })).toBe("in");
});
