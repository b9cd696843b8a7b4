import { describe, expect, test } from "bun:test";
import { findVoice, voiceCatalog } from "../../src/speech/voice_catalog.ts";
import { filesOf, findPack } from "../../src/voice_packs/catalog.ts";

describe("the catalog of voices", () => {
  test("names every voice and alias once", () => {
    const names = voiceCatalog().flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(names).toEqual([...new Set(names)]);
  });

  test.each([
    ["mei", "mei", null],
    ["nitech", "nitech", null],
    ["kokoro", "jf_tebukuro", "kokoro"],
    ["jf_tebukuro", "jf_tebukuro", "kokoro"],
    ["jm_kumo", "jm_kumo", "kokoro"],
  ])("%s is %s", (word, name, pack) => {
    expect(findVoice(word)).toMatchObject({ name, pack });
  });

  test("has a name in small letters for each, and none of another", () => {
    expect(findVoice("Mei")).toBeUndefined();
    expect(findVoice("toString")).toBeUndefined();
  });

  const packed = voiceCatalog().flatMap(({ name, pack }) => (pack === null ? [] : [{ name, pack }]));
  test.each(packed)("$name has its style in the pack $pack, on every system", ({ name, pack }) => {
    const known = findPack(pack);
    if (known === undefined) throw new Error(`there is no pack ${pack}`);
    for (const platform of ["linux-x64", "linux-arm64", "darwin-arm64"])
      expect(filesOf(known, platform).map(({ file }) => file)).toContain(`styles/${name}.npy`);
  });
});
