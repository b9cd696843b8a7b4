import { describe, expect, test } from "bun:test";
import type { Parts } from "../../src/parts.ts";
import { chooseVoice } from "../../src/speech/voices.ts";

const LINUX: Parts = {
  ...{ llamaFolder: "", llm: "", bareLoop: "", player: "", dictionary: "dictionary" },
  ...{ openJTalk: "openjtalk.so", echo: "echo.so" },
  htsVoices: { mei: "mei.htsvoice", takumi: "takumi.htsvoice" },
};
const MAC: Parts = { ...LINUX, apple: "apple.dylib" };

describe.each([
  ["Linux", LINUX],
  ["a Mac", MAC],
])("on %s", (_, parts) => {
  test("a voice of ours is spoken by Open JTalk, with the dictionary", () => {
    expect(chooseVoice("takumi", parts)).toEqual({
      ...{ name: "takumi", library: "openjtalk.so", source: "takumi.htsvoice", data: "dictionary" },
    });
  });

  test.each(["echo", "echo:fail@一"])("%s is the voice for tests", (name) => {
    expect(chooseVoice(name, parts)).toEqual({ name, library: "echo.so", source: name, data: "" });
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
  expect(chooseVoice(name, MAC)).toEqual({ name, library: "apple.dylib", source: name, data: "" });
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

test.each(["nobody", "applesauce", "ns", "toString"])(
  "on Linux, %s is refused with the voices there are",
  (name) => {
    expect(() => chooseVoice(name, LINUX)).toThrow(
      expect.objectContaining({ code: "VOICE_UNKNOWN", why: "the voices here are: mei, takumi" }),
    );
  },
);
