import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { voiceCatalog } from "../../src/speech/voice_catalog.ts";
import { heard } from "./echo.ts";
import { LIMIT_MS, Program } from "./program.ts";

setDefaultTimeout(LIMIT_MS);

/** A cache of our own, for what is measured; what the program unpacks goes there, too. */
const cache = mkdtempSync(join(tmpdir(), "voices-try-"));
afterAll(() => rmSync(cache, { recursive: true }));
const ENV = { XDG_CACHE_HOME: cache };

const Kept = z.record(z.string(), z.looseObject({ factor: z.number(), first_pcm_ms: z.number() }));
const kept = () =>
  Kept.parse(JSON.parse(readFileSync(join(cache, "stream-tts-bun", "voice_speeds.json"), "utf8")));

const MEASURED = /^(\d+\.\d\d) s for a second of sound, first sound after (\d+) ms$/m;

describe("voices try", () => {
  test.each(["mei", "nitech"])(
    "%s speaks, is named with its credit, measured, and listed as measured",
    async (name) => {
      using program = new Program();
      const { code, stdout, stderr } = await program.run(
        ["voices", "try", name, "--output", program.wav],
        "",
        ENV,
      );
      expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
      expect(stderr).toContain(`${name}: Japanese, `);
      expect(stderr).toContain(voiceCatalog().find((voice) => voice.name === name)?.credit ?? "no credit");
      const samples = program.samples();
      expect(samples.length / 48_000).toBeGreaterThan(5);
      expect(samples.some((sample) => sample > 3000)).toBe(true);
      const [, factor, first] = MEASURED.exec(stderr) ?? [];
      const speed = kept()[name];
      // What is kept is rounded, and then once more when it is listed.
      expect(Math.abs((speed?.factor ?? 0) - Number(factor))).toBeLessThan(0.006);
      expect(Math.abs((speed?.first_pcm_ms ?? 0) - Number(first))).toBeLessThan(0.6);
      const { stdout: list } = await program.run(["voices"], "", ENV);
      const told = `${speed?.factor.toFixed(2)}, ${speed?.first_pcm_ms.toFixed(0)} ms`;
      expect(list).toMatch(new RegExp(`^[*+] {2}${name} .* ${told} +here$`, "m"));
    },
  );

  test("says the text as it stands, all words of it, with the settings of the voice", async () => {
    using program = new Program();
    const words = ["voices", "try", "echo@volume=0.5", "一です。", "二です。", "--output", "-"];
    const child = program.start(words, ENV);
    child.stdin.end();
    const quiet = new Int16Array(await new Response(child.stdout).arrayBuffer());
    expect(await child.exited).toBe(0);
    const whole = await program.run(
      ["voices", "try", "echo", "一です。 二です。", "--output", program.wav],
      "",
      ENV,
    );
    expect(whole.code).toBe(0);
    expect(heard(program.samples())).toBe("一です。二です。");
    const loud = program.samples();
    expect(quiet.length).toBe(loud.length);
    expect(loud.findIndex((sample, at) => Math.abs(sample - 2 * (quiet[at] ?? 0)) > 1)).toBe(-1);
  });

  test("slow speech is heard, and not kept as a measurement", async () => {
    using program = new Program();
    const words = ["voices", "try", "nitech@rate=0.5", "はい。", "--output", "null"];
    const before = kept().nitech;
    const { code, stderr } = await program.run(words, "", ENV);
    expect(code).toBe(0);
    expect(stderr).toMatch(MEASURED);
    expect(kept().nitech).toEqual(before);
  });

  test.each<[string, string[], number, RegExp]>([
    ["nobody", [], 1, /there is no voice named nobody \(VOICE_UNKNOWN\)\n.*the voices here are: mei, nitech/],
    ["nitec", [], 1, /VOICE_UNKNOWN\)\n {2}why: there is nitech; /],
    ["kokoro", [], 1, /VOICE_MISSING\)\n.*\n {2}fix: stream-tts-bun voices pull kokoro\n/],
    ["mei@rate=9", [], 2, /USAGE\)\n {2}why: the rate of a voice must be a number from 0\.5 to 4/],
    ["echo:fail@一", ["一"], 1, /WORKER_/],
    ["mei", ["…"], 1, /the voice mei said nothing \(VOICE_REFUSED\)/],
    ["http://localhost:1/v1", [], 1, /VOICE_UNREACHABLE\)/],
  ])("%s %p is refused", async (voice, text, status, why) => {
    using program = new Program();
    const { code, stderr } = await program.run(
      ["voices", "try", voice, ...text, "--output", "null"],
      "",
      ENV,
    );
    expect(stderr).toMatch(why);
    expect(code).toBe(status);
  });

  test("a voice that cannot be opened leaves no file", async () => {
    using program = new Program();
    const { code } = await program.run(
      ["voices", "try", "http://localhost:1/v1", "--output", program.wav],
      "",
      ENV,
    );
    expect(code).toBe(1);
    expect(existsSync(program.wav)).toBe(false);
  });

  test("a device that is not there is told", async () => {
    using program = new Program();
    const words = ["voices", "try", "mei", "--device", "no such device"];
    const { code, stderr } = await program.run(words, "", { ...ENV, PULSE_SERVER: "none" });
    expect(stderr).toMatch(/DEVICE_(MISSING|UNKNOWN)\)/);
    expect(code).toBe(1);
  });
});
