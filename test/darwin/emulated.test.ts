import { beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Delivered, emulate, type Scenario, type Step } from "../../scripts/darwin/emulate.ts";
import { darwinParts } from "../../scripts/darwin/parts.ts";
import { type DarwinTools, darwinTools } from "../../scripts/setup/darwin_tools.ts";
import { NATIVE } from "../../scripts/setup/native_folder.ts";
import type { Parts } from "../../src/parts_schema.ts";

/** Everything is built and downloaded first on a new machine. */
const SETUP_LIMIT_MS = 20 * 60_000;
const RUN_LIMIT_MS = 60_000;

const DONE = 1;
const E_FAILED = -4;
/** Hz that the voice gives. */
const RATE = 48_000;

const OTOYA = "com.apple.voice.premium.ja-JP.Otoya";
const KYOKO = "com.apple.voice.compact.ja-JP.Kyoko";
const VOICES = [
  { identifier: "com.apple.voice.compact.en-US.Samantha", name: "Samantha", language: "en-US" },
  { identifier: KYOKO, name: "Kyoko", language: "ja-JP" },
  { identifier: OTOYA, name: "Otoya (プレミアム)", language: "ja-JP" },
];
const FLOATS: Delivered = { type: "float32", rate: 22_050, frames: 2205 };

let tools: DarwinTools;
let parts: Parts;
let library: string;
beforeAll(async () => {
  tools = await darwinTools();
  parts = await darwinParts();
  if (parts.apple === undefined) throw new Error("the parts for macOS have no Apple voice");
  library = parts.apple;
}, SETUP_LIMIT_MS);

const run = (steps: Scenario["steps"], rest: Partial<Scenario> = {}) =>
  emulate(tools, library, {
    voices: VOICES,
    buffers: [FLOATS],
    ends: ["last buffer", "delegate"],
    steps,
    ...rest,
  });

/** What a step sent to the synthesizers and the run loop; the rest is bookkeeping with strings. */
const told = (step: Step | undefined) =>
  (step?.sent ?? []).filter((entry) =>
    /AVSpeechSynthesizer|AVSpeechUtterance|NSSpeechSynthesizer (?!a[tv])|NSRunLoop r|WithIdentifier|AVAudioFile init|^buffer|^[a-z]+ \//.test(
      entry,
    ),
  );

const samplesOf = (steps: readonly Step[]) => steps.flatMap(({ samples = [] }) => samples);

const OPEN = [
  `+[AVSpeechSynthesisVoice voiceWithIdentifier:] ${OTOYA}`,
  "+[AVSpeechSynthesizer alloc]",
  "-[AVSpeechSynthesizer init]",
  "-[AVSpeechSynthesizer setDelegate:] TtsAvEngine",
];
const speak = (text: string, rate: string, pitch = "1") => [
  `+[AVSpeechUtterance speechUtteranceWithString:] ${text}`,
  `-[AVSpeechUtterance setVoice:] ${OTOYA}`,
  `-[AVSpeechUtterance setRate:] ${rate}`,
  `-[AVSpeechUtterance setPitchMultiplier:] ${pitch}`,
  "-[AVSpeechSynthesizer writeUtterance:toBufferCallback:]",
];
const TURN = "-[NSRunLoop runMode:beforeDate:]";
const CANCEL = ["-[AVSpeechSynthesizer stopSpeakingAtBoundary:] 0"];
const CLOSE = [
  "-[AVSpeechSynthesizer setDelegate:] nil",
  ...CANCEL,
  "-[AVSpeechSynthesizer setDelegate:] nil",
  "AVSpeechSynthesizer is freed",
];

describe("the arm64 library of Apple's voice, executed", () => {
  test(
    "open, speak to the end, close",
    async () => {
      const [abi, open, rate, start, next, last, done, close] = await run([
        ["abi", "tts_voice_abi"],
        ["open", "apple"],
        ["rate"],
        ["start", "こんにちは", 1],
        ["next", RATE, 10],
        ["next", RATE, 10],
        ["next", RATE, 10],
        ["close"],
      ]);
      expect(abi?.status).toBe(2);
      expect(told(open)).toEqual(OPEN);
      expect(rate?.hz).toBe(RATE);
      expect(told(start)).toEqual(speak("こんにちは", "0.5"));
      expect(told(next)).toEqual([TURN, "buffer of 2205 frames"]);
      expect(told(last)).toEqual([TURN, "buffer of 0 frames"]);
      expect([next?.status, last?.status, done?.status]).toEqual([0, 0, DONE]);
      expect(told(close)).toEqual([...CLOSE, "AVSpeechUtterance is freed"]);
      expect(close?.alive).toEqual([]);
    },
    RUN_LIMIT_MS,
  );

  test(
    "a cancelled utterance falls silent at once; what comes late, even after the close, reaches nobody",
    async () => {
      const [, start, next, stop, silent, late, after, again, heard, close, tooLate] = (
        await run(
          [
            ["open", "apple"],
            ["start", "長い文です", 1.5],
            ["next", RATE, 10],
            ["stop"],
            ["next", RATE, 10],
            ["turn"],
            ["next", RATE, 10],
            ["start", "次", 1, -5],
            ["next", RATE, 10],
            ["close"],
            ["turn"],
          ],
          { buffers: [FLOATS, FLOATS, FLOATS] },
        )
      ).filter((step) => step !== undefined);
      expect(told(start)).toEqual(speak("長い文です", "0.575"));
      expect(next?.samples?.length).toBeGreaterThan(4000);
      expect(told(stop)).toEqual(CANCEL);
      expect([silent?.status, after?.status]).toEqual([DONE, DONE]);
      expect(told(late)).toEqual(["buffer of 2205 frames"]);
      expect(told(again)).toEqual(["AVSpeechUtterance is freed", ...speak("次", "0.5", "0.7492")]);
      expect(heard?.samples?.length).toBeGreaterThan(4000);
      expect(told(close)).toEqual([...CLOSE, "AVSpeechUtterance is freed"]);
      expect(told(tooLate)).toEqual(["buffer of 2205 frames"]);
      expect(close?.alive).toEqual([]);
    },
    RUN_LIMIT_MS,
  );

  test.each<[Delivered["type"], number]>([
    ["float32", 22_050],
    ["int16", 16_000],
    ["int16", 48_000],
    ["int32", 24_000],
  ])(
    "%s at %d Hz becomes the same tone at 48 kHz",
    async (type, rate) => {
      const buffers = [1, 2].map(() => ({ type, rate, frames: rate / 10 }));
      const next = ["next", RATE, 10] as const;
      const steps = await run([["open", "apple"], ["start", "あ", 1], next, next, next, next, ["close"]], {
        buffers,
      });
      const samples = samplesOf(steps);
      expect(samples.length).toBe(RATE / 5);
      // A tone of 440 Hz for a tenth of a second, twice.
      expect(risingCrossings(samples)).toBe(88);
      expect(Math.max(...samples)).toBeWithin(16_000, 16_800);
    },
    RUN_LIMIT_MS,
  );

  test(
    "an end that only the delegate tells, and none at all",
    async () => {
      const next = ["next", RATE, 100] as const;
      const byDelegate = await run([["open", "apple"], ["start", "あ", 1], next, next, next], {
        ends: ["delegate"],
      });
      expect(byDelegate.slice(2).map(({ status }) => status)).toEqual([0, 0, DONE]);
      expect(samplesOf(byDelegate).length).toBe(RATE / 10);
      const patient = ["next", RATE, 10_000] as const;
      const never = await run([["open", "apple"], ["start", "あ", 1], patient, patient, patient], {
        ends: [],
      });
      expect(never.slice(2).map(({ status }) => status)).toEqual([0, 0, DONE]);
      expect(samplesOf(never).length).toBe(RATE / 10);
    },
    RUN_LIMIT_MS,
  );

  test(
    "the voices of the system, with no more bytes than there is room for",
    async () => {
      const [all, some] = await run([
        ["names", 4096],
        ["names", 10],
      ]);
      const lines = VOICES.map(({ identifier, name, language }) => `${identifier}\t${language}\t${name}\n`);
      expect(all?.names).toBe(lines.join(""));
      expect(some).toMatchObject({ status: 0, names: "com.apple.", bytes: all?.bytes });
    },
    RUN_LIMIT_MS,
  );

  test(
    "a voice without a sound is a failure",
    async () => {
      const [, , silent] = await run(
        [
          ["open", "apple"],
          ["start", "あ", 1],
          ["next", RATE, 100],
        ],
        {
          buffers: [],
          ends: ["delegate"],
        },
      );
      expect(silent?.status).toBe(E_FAILED);
    },
    RUN_LIMIT_MS,
  );

  test(
    "opening and closing leaves no memory behind",
    async () => {
      const life = [["open", "apple"], ["start", "あ", 1], ["next", RATE, 10], ["close"], ["turn"]] as const;
      const steps = await run([...life, ...life, ...life]);
      const [first, ...others] = steps.filter(({ allocations }) => allocations !== undefined);
      for (const other of others) expect(other.allocations).toBe(first?.allocations ?? -1);
      expect(others.length).toBe(2);
    },
    RUN_LIMIT_MS,
  );

  test(
    "NSSpeechSynthesizer: open, speak into a file, cancel, close",
    async () => {
      const [open, start, next, , again, stop, late, done, close] = await run([
        ["open", "ns:"],
        ["start", "こんにちは", 1],
        ["next", RATE, 10],
        ["next", RATE, 10],
        ["start", "次", 1.5, 3.5],
        ["stop"],
        ["turn"],
        ["next", RATE, 10],
        ["close"],
      ]);
      const folder = "/tmp/stream-tts-bun-voice-000000";
      expect(told(open)).toEqual(["mkdtemp /tmp/stream-tts-bun-voice-XXXXXX"]);
      expect(told(start)).toEqual([
        "+[NSSpeechSynthesizer alloc]",
        `-[NSSpeechSynthesizer initWithVoice:] ${OTOYA}`,
        "-[NSSpeechSynthesizer setDelegate:] TtsNsEngine",
        "-[NSSpeechSynthesizer rate]",
        "-[NSSpeechSynthesizer objectForProperty:error:] pbas",
        "-[NSSpeechSynthesizer setRate:] 180",
        "-[NSSpeechSynthesizer setObject:forProperty:error:] pbas 46",
        `-[NSSpeechSynthesizer startSpeakingString:toURL:] こんにちは ${folder}/1.aiff`,
      ]);
      expect(told(next)).toEqual([
        TURN,
        `-[AVAudioFile initForReading:error:] ${folder}/1.aiff`,
        `unlink ${folder}/1.aiff`,
      ]);
      expect(next?.samples?.length).toBe(RATE / 10);
      expect(told(again)).toEqual([
        "-[NSSpeechSynthesizer setRate:] 270",
        "-[NSSpeechSynthesizer setObject:forProperty:error:] pbas 49.5",
        `-[NSSpeechSynthesizer startSpeakingString:toURL:] 次 ${folder}/2.aiff`,
      ]);
      expect(told(stop)).toEqual([
        "-[NSSpeechSynthesizer setDelegate:] nil",
        "-[NSSpeechSynthesizer stopSpeaking]",
        `unlink ${folder}/2.aiff`,
        "NSSpeechSynthesizer is freed",
      ]);
      expect(told(late)).toEqual([]);
      expect(done?.status).toBe(DONE);
      expect(told(close)).toEqual([`rmdir ${folder}`]);
      expect(close?.alive).toEqual([]);
    },
    RUN_LIMIT_MS,
  );
});

test.each<[Exclude<keyof Parts, "htsVoices">, string, string]>([
  ["openJTalk", "tts_voice_abi", "voice.h"],
  ["kokoro", "tts_voice_abi", "voice.h"],
  ["echo", "tts_voice_abi", "voice.h"],
  ["player", "tts_player_abi", "player.h"],
  ["resampler", "tts_resampler_abi", "pcm_resampler.h"],
  ["llm", "tts_llm_abi", "llm.h"],
  ["bareLoop", "tts_bare_abi", "bare_loop.h"],
])(
  "the constructors of the arm64 library %s run, and it is of the version of its header",
  async (part, name, header) => {
    const written = /#define TTS_\w+_ABI (\d+)/.exec(readFileSync(join(NATIVE, header), "utf8"));
    const nobody: Scenario = { voices: [], buffers: [], ends: [], steps: [["abi", name]] };
    const [abi] = await emulate(tools, parts[part] ?? "", nobody);
    expect(abi?.status).toBe(Number(written?.[1]));
  },
  RUN_LIMIT_MS,
);

/** How often a signal passes zero upwards. */
function risingCrossings(samples: readonly number[]): number {
  return samples.filter((sample, index) => index > 0 && (samples[index - 1] ?? 0) <= 0 && sample > 0).length;
}
