import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { builtVoice, LIMIT_MS, speakIn, type Wish } from "./imitated_mac.ts";

/** Which of a Mac's voices a name means. */
setDefaultTimeout(LIMIT_MS);

let library: string;
beforeAll(async () => {
  library = await builtVoice();
});

const japanese = (quality: string, name: string) => `com.apple.voice.${quality}.ja-JP.${name}`;
const SAMANTHA = "com.apple.voice.compact.en-US.Samantha";
const KYOKO = japanese("compact", "Kyoko");
const OTOYA = japanese("compact", "Otoya");
const BETTER_KYOKO = japanese("enhanced", "Kyoko");
const BETTER_OTOYA = japanese("enhanced", "Otoya");
const BEST_KYOKO = japanese("premium", "Kyoko");
const BEST_OTOYA = japanese("premium", "Otoya");
const HATTORI = japanese("compact", "Hattori");
const ALL = [SAMANTHA, KYOKO, BETTER_OTOYA, OTOYA, BEST_KYOKO, BETTER_KYOKO, BEST_OTOYA, HATTORI];
const HELLO = "こんにちは";

/** Speaks one text on a Mac with these voices, and gives the identifier of the voice that was asked to. */
async function spokenBy(voice: string, voices: Pick<Wish, "listed" | "unlisted">) {
  const { outcomes, log } = await speakIn("voice_child.ts", library, {
    voice,
    steps: [{ do: "speak", text: HELLO }],
    ...voices,
  });
  expect(outcomes).toMatchObject([{ heard: HELLO }]);
  return log.find(({ event }) => event === "write")?.voice;
}

describe("a name means the best voice of that name", () => {
  test.each([
    ["apple", ALL, BEST_OTOYA],
    ["apple", [BETTER_KYOKO, OTOYA, BETTER_OTOYA], BETTER_OTOYA],
    ["apple", [BEST_KYOKO, OTOYA], OTOYA],
    ["apple", [KYOKO, BETTER_KYOKO, SAMANTHA], BETTER_KYOKO],
    ["apple", [SAMANTHA, KYOKO], KYOKO],
    ["Apple", [BEST_KYOKO, OTOYA], OTOYA],
    ["otoya", [BEST_KYOKO, OTOYA, BETTER_OTOYA], BETTER_OTOYA],
    ["Kyoko", ALL, BEST_KYOKO],
    ["KYOKO", [KYOKO, BEST_OTOYA], KYOKO],
    ["Hattori", ALL, HATTORI],
    [KYOKO, ALL, KYOKO],
    [SAMANTHA, ALL, SAMANTHA],
    ["ns:", ALL, BEST_OTOYA],
    ["ns:kyoko", ALL, BEST_KYOKO],
    [`ns:${OTOYA}`, ALL, OTOYA],
  ])("%s among %p", async (name, listed, chosen) => {
    expect(await spokenBy(name, { listed })).toBe(chosen);
  });

  test.each([
    ["otoya", "com.apple.ttsbundle.Otoya-premium"],
    ["kyoko", "com.apple.speech.synthesis.voice.kyoko"],
    ["ns:Kyoko", "com.apple.speech.synthesis.voice.kyoko"],
    ["Eddy", "com.apple.eloquence.ja-JP.Eddy"],
    ["eddy (japanese (japan))", "com.apple.eloquence.ja-JP.Eddy"],
  ])("%s among identifiers of other kinds", async (name, chosen) => {
    const listed = [
      "com.apple.eloquence.fr-FR.Eddy|Eddy (French (France))|fr-FR",
      "com.apple.eloquence.ja-JP.Eddy|Eddy (Japanese (Japan))|ja-JP",
      "com.apple.speech.synthesis.voice.kyoko|Kyoko|ja-JP",
      "com.apple.ttsbundle.Otoya-compact|Otoya|ja-JP",
      "com.apple.ttsbundle.Otoya-premium|Otoya|ja-JP",
    ];
    expect(await spokenBy(name, { listed })).toBe(chosen);
  });

  test.each(["apple", BEST_OTOYA])("%s, of a voice that macOS finds but does not list", async (name) => {
    expect(await spokenBy(name, { listed: [SAMANTHA], unlisted: [BEST_OTOYA] })).toBe(BEST_OTOYA);
  });
});

describe("a voice that is not there is refused, with the Japanese voices that are", () => {
  test.each([
    ["tarou", [SAMANTHA, KYOKO], ["Kyoko"]],
    ["otoya", [SAMANTHA, KYOKO, HATTORI], ["Kyoko", "Hattori"]],
    ["com.apple.voice.premium.ja-JP.Nobody", [KYOKO], ["Kyoko"]],
    ["ns:tarou", [SAMANTHA, KYOKO], ["Kyoko"]],
    ["premium", ALL, ["Otoya", "Kyoko"]],
    ["ns:voice", [KYOKO], ["Kyoko"]],
    ["apple", [SAMANTHA], []],
    ["apple", [], []],
  ])("%s among %p", async (voice, listed, named) => {
    const { outcomes, stderr, code } = await speakIn("voice_child.ts", library, {
      voice,
      steps: [{ do: "speak", text: HELLO }],
      listed,
    });
    expect(outcomes).toEqual([]);
    expect(code).toBe(1);
    expect(stderr).toContain("VOICE_REFUSED");
    for (const name of named) expect(stderr).toContain(name);
    expect(stderr).not.toContain("Samantha");
  });
});
