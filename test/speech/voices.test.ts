import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Parts } from "../../src/parts.ts";
import { chooseVoice, usualVoices } from "../../src/speech/voices.ts";
import { filesOf, findPack } from "../../src/voice_packs/catalog.ts";

const LINUX: Parts = {
  ...{ llamaFolder: "", llm: "", bareLoop: "", player: "", resampler: "", dictionary: "dictionary" },
  ...{ openJTalk: "openjtalk.so", kokoro: "kokoro.so", echo: "echo.so" },
  htsVoices: { mei: "mei.htsvoice", takumi: "takumi.htsvoice" },
};
const MAC: Parts = { ...LINUX, apple: "apple.dylib" };

/** A cache of our own, which has no pack until {@link installKokoro}. */
const cache = mkdtempSync(join(tmpdir(), "voices-"));
const before = process.env.XDG_CACHE_HOME;
beforeAll(() => {
  process.env.XDG_CACHE_HOME = cache;
});
afterAll(() => {
  if (before === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = before;
  rmSync(cache, { recursive: true });
});

/** Files of the pack's names and sizes, with nothing in them; returns their folder. */
function installKokoro(): string {
  const pack = findPack("kokoro");
  if (pack === undefined) throw new Error("there is no pack kokoro");
  const folder = join(cache, "stream-tts-bun", "voices", "kokoro");
  for (const { file, bytes } of filesOf(pack)) {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "");
    truncateSync(path, bytes);
  }
  return folder;
}

describe.each([
  ["Linux", LINUX],
  ["a Mac", MAC],
])("on %s", (_, parts) => {
  test("a voice of ours is spoken by Open JTalk, with the dictionary", () => {
    expect(chooseVoice("takumi", parts)).toEqual({
      ...{ kind: "native", name: "takumi", library: "openjtalk.so" },
      ...{ source: "takumi.htsvoice", data: "dictionary" },
    });
  });

  test.each(["echo", "echo:fail@一"])("%s is the voice for tests", (name) => {
    expect(chooseVoice(name, parts)).toEqual({
      ...{ kind: "native", name, library: "echo.so", source: name, data: "" },
    });
  });

  test.each(["kokoro", "jf_tebukuro", "jm_kumo"])(
    "without its pack, %s is refused with what brings it",
    (name) => {
      expect(() => chooseVoice(name, parts)).toThrow(
        expect.objectContaining({
          code: "VOICE_MISSING",
          what: expect.stringContaining(name === "kokoro" ? "jf_tebukuro" : name),
          fix: "stream-tts-bun voices pull kokoro",
        }),
      );
    },
  );

  test("with its pack, a voice of Kokoro is spoken from its style; kokoro is the first of them", () => {
    const folder = installKokoro();
    try {
      const tebukuro = chooseVoice("kokoro", parts);
      expect(tebukuro).toEqual({
        ...{ kind: "native", name: "jf_tebukuro", library: "kokoro.so" },
        ...{ source: join(folder, "styles", "jf_tebukuro.npy"), data: "dictionary" },
      });
      expect(chooseVoice("jf_tebukuro", parts)).toEqual(tebukuro);
      expect(chooseVoice("jm_kumo", parts)).toMatchObject({ source: join(folder, "styles", "jm_kumo.npy") });
      truncateSync(join(folder, "model.onnx"), 1000);
      expect(() => chooseVoice("kokoro", parts)).toThrow(expect.objectContaining({ code: "VOICE_MISSING" }));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test.each([
  ["mei on Linux", LINUX, "mei", "openjtalk.so"],
  ["Apple's on a Mac", MAC, "apple", "apple.dylib"],
])("without a name it is %s", (_, parts, name, library) => {
  expect(chooseVoice(undefined, parts)).toMatchObject({ name, library });
});

/** What Apple's library takes (native/apple_speech.h). */
const APPLES = [
  ...["apple", "otoya", "Kyoko", "com.apple.voice.premium.ja-JP.Otoya"],
  ...["com.apple.voice.compact.ja-JP.Kyoko", "ns:", "ns:Kyoko", "NS:Kyoko"],
];

test.each([...APPLES, "O-ren", "nobody"])("on a Mac, the system decides about %s", (name) => {
  expect(chooseVoice(name, MAC)).toEqual({
    ...{ kind: "native", name, library: "apple.dylib", source: name, data: "" },
  });
});

test.each(APPLES)("on Linux, %s is refused as a voice that only a Mac has", (name) => {
  expect(() => chooseVoice(name, LINUX)).toThrow(
    expect.objectContaining({
      code: "VOICE_UNKNOWN",
      what: expect.stringContaining(name),
      why: expect.stringMatching(/on a Mac only.*mei, takumi/),
      fix: expect.stringContaining("--voice"),
    }),
  );
});

test.each([
  ["nobody", "the voices here are: mei, takumi"],
  ["ns", "the voices here are: mei, takumi"],
  ["toString", "the voices here are: mei, takumi"],
  ["takumo", "there is takumi; the voices here are: mei, takumi"],
  ["Mei", "there is mei; the voices here are: mei, takumi"],
  ["kokorro", "there is kokoro; the voices here are: mei, takumi"],
  ["jf_tebukro", "there is jf_tebukuro; the voices here are: mei, takumi"],
])("on Linux, %s is refused with the voices that are near, and those that are here", (name, why) => {
  expect(() => chooseVoice(name, LINUX)).toThrow(expect.objectContaining({ code: "VOICE_UNKNOWN", why }));
});

test("the voices of a pack that is here are among those that are", () => {
  const folder = installKokoro();
  try {
    expect(() => chooseVoice("nobody", LINUX)).toThrow(
      expect.objectContaining({
        why: expect.stringMatching(/here are: mei, takumi, jf_tebukuro, .*, jm_kumo$/),
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("every installation knows the voices of the catalog, and a Mac its own before them", () => {
  const ours = usualVoices("linux");
  expect(ours).toEqual(expect.arrayContaining(["mei", "nitech", "kokoro", "jf_tebukuro", "jm_kumo"]));
  expect(ours[0]).toBe("mei");
  expect(usualVoices("darwin")).toEqual(["apple", "otoya", "kyoko", ...ours]);
});
