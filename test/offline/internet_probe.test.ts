import { expect, test } from "bun:test";
import { join } from "node:path";

/** What tells a Mac's process that was born into a sandbox whether it can stay in it, here with Linux's filter. */
const LIMIT_MS = 30_000;

test.skipIf(process.platform !== "linux").each([
  ["free", false],
  ["offline", true],
])("in a process that is %s, the internet is forbidden: %p", async (mode, expected) => {
  const script = join(import.meta.dir, "probe_internet.ts");
  const child = Bun.spawn([process.execPath, script, mode], {
    ...{ stdin: "ignore", stdout: "pipe", stderr: "pipe", timeout: LIMIT_MS },
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  expect({ found: JSON.parse(stdout), stderr }).toEqual({ found: expected, stderr: "" });
});
