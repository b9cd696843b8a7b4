import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { appleDriver } from "../../scripts/setup/standins.ts";
import { builtVoice } from "./imitated_mac.ts";

/** What the Apple voice does with memory in a thousand utterances (leak_driver.m). */
const LIMIT_MS = 300_000;
setDefaultTimeout(LIMIT_MS);

const UTTERANCES = 1000;
/** Less than any object would take in each of the utterances after the first two hundred. */
const GROWTH_BYTES = 0.8 * UTTERANCES * 16;
const Report = z.object({ good: z.number(), growth: z.number() });

const folder = mkdtempSync(join(tmpdir(), "voice-leaks-"));
const driver = join(folder, "driver");

beforeAll(async () => appleDriver(join(import.meta.dir, "leak_driver.m"), await builtVoice(), driver));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...command: string[]) {
  const child = Bun.spawn([...command, driver, String(UTTERANCES)], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: LIMIT_MS,
    killSignal: "SIGKILL",
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  expect([await child.exited, stderr]).toEqual([0, ""]);
  return Report.parse(JSON.parse(stdout));
}

test("the heap is no larger after a thousand utterances than after two hundred", async () => {
  const { good, growth } = await run();
  expect(good).toBe(UTTERANCES);
  expect(growth).toBeLessThan(GROWTH_BYTES);
});

test("valgrind sees no invalid access, no use of what was never set, and no lost block", async () => {
  const { good } = await run(
    ...["valgrind", "--quiet", "--error-exitcode=9", "--num-callers=30"],
    `--suppressions=${join(import.meta.dir, "gnustep.supp")}`,
    ...["--leak-check=full", "--show-leak-kinds=definite", "--errors-for-leak-kinds=definite"],
  );
  expect(good).toBe(UTTERANCES);
});
