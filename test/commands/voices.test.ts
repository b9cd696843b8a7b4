import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { voiceCatalog } from "../../src/speech/voice_catalog.ts";
import { voiceOverview } from "../../src/speech/voice_overview.ts";
import { bytesOf, filesOf, type Pack, packs } from "../../src/voice_packs/catalog.ts";

const MAIN = join(import.meta.dir, "..", "..", "src", "main.ts");
const home = mkdtempSync(join(tmpdir(), "voices-"));
const cache = join(home, "cache", "stream-tts-bun");
afterAll(() => rmSync(home, { recursive: true }));

/** Runs `voices` with a home of its own. */
function voices(...words: string[]) {
  const env = { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: dirname(cache) };
  const run = Bun.spawnSync([process.execPath, MAIN, "voices", ...words], { env, cwd: home });
  return { code: run.exitCode, stdout: run.stdout.toString(), stderr: run.stderr.toString() };
}

const Listed = z.array(
  z.looseObject({
    name: z.string(),
    state: z.string(),
    factor: z.number().nullable(),
    first_pcm_ms: z.number().nullable(),
    is_default: z.boolean(),
  }),
);
const listed = (...words: string[]) => Listed.parse(JSON.parse(voices(...words, "--json").stdout));

/** Files of the pack's names and sizes, with nothing in them. */
function install(pack: Pack): void {
  for (const { file, bytes } of filesOf(pack)) {
    const path = join(cache, "voices", pack.name, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "");
    truncateSync(path, bytes);
  }
}

describe.skipIf(process.platform === "darwin")("voices", () => {
  test("has every voice of the catalog, with language, licence, rate and what is to be done for it", () => {
    const { code, stdout, stderr } = voices();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const [pack] = packs();
    if (pack === undefined) throw new Error("there is no pack");
    const megabytes = Math.round(bytesOf(pack) / 1e6);
    expect(stdout).toMatch(/^\* {2}mei +Japanese, female +CC-BY-3\.0 +48000 Hz +- +here$/m);
    expect(stdout).toMatch(/^\+ {2}nitech +Japanese, male +CC-BY-3\.0 +48000 Hz +- +here$/m);
    expect(stdout).toMatch(
      new RegExp(
        `^ {3}jf_tebukuro, kokoro +Japanese, female +Apache-2\\.0 +24000 Hz +- +voices pull kokoro, ${megabytes} MB$`,
        "m",
      ),
    );
    for (const { name, credit } of voiceCatalog()) {
      expect(stdout).toContain(name);
      expect(stdout.split(credit)).toHaveLength(2);
    }
    expect(stdout).toContain("--voice http://HOST:PORT");
  });

  test("is the same as voices list, and --json is all of it for programs", () => {
    expect(voices("list")).toEqual(voices());
    const found = listed();
    expect(found).toEqual(listed("list"));
    expect(found.map(({ name }) => name)).toEqual(voiceCatalog().map(({ name }) => name));
    expect(found.filter(({ is_default }) => is_default).map(({ name }) => name)).toEqual(["mei"]);
    expect(found.find(({ name }) => name === "jm_kumo")).toMatchObject({
      ...{ language: "ja", gender: "male", backend: "kokoro", licence: "Apache-2.0", rate: 24_000 },
      ...{ state: "pullable", pack: "kokoro", factor: null, first_pcm_ms: null },
      credit: expect.stringContaining("Kokoro-82M by hexgrad"),
    });
  });

  test("a pack that is here, speeds that were measured, and servers that were tried", () => {
    for (const pack of packs()) install(pack);
    const at = { measured_at: new Date().toISOString() };
    const server = "http://localhost:8880/v1/audio/speech?voice=x";
    const speeds = {
      mei: { factor: 0.0123, first_pcm_ms: 17.6, ...at },
      [server]: { factor: 0.5, first_pcm_ms: 300, ...at },
      takumi: { factor: 0.5, first_pcm_ms: 300, ...at },
    };
    writeFileSync(join(cache, "voice_speeds.json"), JSON.stringify(speeds));
    const { stdout } = voices();
    expect(stdout).toMatch(/^\* {2}mei .* 0\.01, 18 ms +here$/m);
    expect(stdout).toMatch(/^\+ {2}jm_kumo .* - +here$/m);
    expect(stdout).toMatch(/^\+ {2}http:\S+ +\? +\? +\? +0\.50, 300 ms +a server that was tried$/m);
    expect(stdout).not.toContain("takumi");
    expect(listed().at(-1)).toMatchObject({ name: server, state: "server", factor: 0.5, first_pcm_ms: 300 });
  });

  test("a command of voices that there is not is told with those that are", () => {
    const { code, stderr } = voices("lst");
    expect(code).toBe(2);
    expect(stderr).toContain('there is no command "voices lst" (USAGE)');
    expect(stderr).toMatch(/list, try, pull/);
  });
});

test("on a Mac its own voices come first, and the best of Otoya and Kyoko speaks", () => {
  const found = voiceOverview(
    [{ name: "com.apple.voice.enhanced.ja-JP.Otoya", language: "ja-JP", description: "Otoya, enhanced" }],
    "darwin",
  );
  expect(found.slice(0, 3)).toMatchObject([
    { name: "apple", state: "system", language: "ja-JP", is_default: true },
    { name: "com.apple.voice.enhanced.ja-JP.Otoya", state: "system", description: "Otoya, enhanced" },
    { name: "mei", state: "here", is_default: false },
  ]);
});
