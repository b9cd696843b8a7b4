import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { renderChain, VoiceChain, type VoiceSpec } from "../../src/speech/voice_spec.ts";

const plain = (name: string): VoiceSpec => ({ name, rate: 1, pitch: 0, volume: 1 });

describe("--voice", () => {
  test.each<[string, VoiceSpec[]]>([
    ["mei", [plain("mei")]],
    ["kokoro,mei", [plain("kokoro"), plain("mei")]],
    [" kokoro , mei ", [plain("kokoro"), plain("mei")]],
    ["mei@rate=1.1", [{ ...plain("mei"), rate: 1.1 }]],
    ["mei@pitch=-2@volume=0.8", [{ ...plain("mei"), pitch: -2, volume: 0.8 }]],
    ["mei@volume=0@rate=4@pitch=12", [{ name: "mei", rate: 4, pitch: 12, volume: 0 }]],
    ["mei @ Rate = 0.5, echo", [{ ...plain("mei"), rate: 0.5 }, plain("echo")]],
    ["echo:fail@a=b", [plain("echo:fail@a=b")]],
    ["echo:fail@一@rate=2", [{ ...plain("echo:fail@一"), rate: 2 }]],
    ["http://me@host:1/tts?a=b", [plain("http://me@host:1/tts?a=b")]],
    [
      "https://me:pw@host/v1?voice=a@pitch=3,mei",
      [{ ...plain("https://me:pw@host/v1?voice=a"), pitch: 3 }, plain("mei")],
    ],
    ["com.apple.voice.premium.ja-JP.Otoya", [plain("com.apple.voice.premium.ja-JP.Otoya")]],
  ])("%j", (text, expected) => {
    expect<readonly VoiceSpec[]>(VoiceChain.parse(text)).toEqual(expected);
  });

  test.each([
    ["", "must be voices"],
    ["mei,", "must be voices"],
    [",mei", "must be voices"],
    ["@rate=1", "must be voices"],
    ["mei@rate=5", "the rate of a voice must be a number from 0.5 to 4, not "],
    ["mei@rate=", "the rate of a voice must be a number"],
    ["mei@pitch=-13", "the pitch of a voice must be a number from -12 to 12"],
    ["mei@volume=loud", 'the volume of a voice must be a number from 0 to 4, not "loud"'],
    ["mei@rate=1@rate=2", "says the rate of one voice twice"],
    ["mei@speed=2", "knows no setting speed of a voice; there are rate, pitch, volume"],
  ])("%j is refused with what is wrong with it", (text, why) => {
    expect(VoiceChain.safeParse(text).error?.issues[0]?.message).toStartWith(why);
  });
});

test("what was read can be written and read again", () => {
  const spec = fc.record({
    name: fc.constantFrom("mei", "echo:fail@一", "http://me@host/v1?a=b@c=d"),
    rate: fc.double({ min: 0.5, max: 4, noNaN: true }),
    pitch: fc.integer({ min: -12, max: 12 }),
    volume: fc.double({ min: 0, max: 4, noNaN: true }),
  });
  fc.assert(
    fc.property(spec, fc.array(spec, { maxLength: 3 }), (first, others) => {
      expect(VoiceChain.parse(renderChain([first, ...others]))).toEqual([first, ...others]);
    }),
  );
});
