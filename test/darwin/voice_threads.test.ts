import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appleDriver } from "../../scripts/setup/standins.ts";
import { readLog } from "./event_log.ts";
import { builtVoice, LIMIT_MS } from "./imitated_mac.ts";

/** The Apple voice on threads that are not the main one (threads_driver.m). */
setDefaultTimeout(LIMIT_MS);

const folder = mkdtempSync(join(tmpdir(), "voice-threads-"));
const driver = join(folder, "driver");

beforeAll(async () => appleDriver(join(import.meta.dir, "threads_driver.m"), await builtVoice(), driver));
afterAll(() => rmSync(folder, { recursive: true }));

test("another thread is refused what belongs to the main one, but may stop it while it waits", async () => {
  const log = join(folder, "log.ndjson");
  const child = Bun.spawn([driver], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: LIMIT_MS,
    killSignal: "SIGKILL",
    env: { ...process.env, STANDIN_SPEECH_LOG: log },
  });
  const [stdout, stderr, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
  expect(stdout.split("\n").slice(0, -1)).toEqual([
    expect.stringMatching(/^open -2 .* on the main thread/),
    expect.stringMatching(/^names -4 .* on the main thread/),
    expect.stringMatching(/^start -3 .* on the main thread/),
    expect.stringMatching(/^next -3 .* on the main thread/),
    "main start 0 ",
    "main next 1 ",
    "main start 0 ",
    "main next 0 ",
  ]);
  // The synthesizer was told, too, before it was given the next utterance.
  expect(
    readLog(log)
      .map(({ event }) => event)
      .slice(0, 3),
  ).toEqual(["write", "stop", "write"]);
});
