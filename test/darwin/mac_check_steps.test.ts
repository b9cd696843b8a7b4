import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { EXECUTABLE } from "../../scripts/executable.ts";
import { passed, type Verdict } from "../../scripts/testing/steps/step.ts";
import { processEnded } from "../../src/service/process_end.ts";
import { ImitatedMac, tone } from "./imitated_path.ts";

/** The steps that only a Mac runs, on an imitated one: what they make of what its commands say. */
setDefaultTimeout(120_000);

type Status = Verdict["status"];

let mac: ImitatedMac;
beforeEach(() => {
  mac = new ImitatedMac();
});
afterEach(() => mac[Symbol.dispose]());

const SYSCTL = `case "$*" in
  *proc_translated*) echo TRANSLATED ;;
  *) echo "hw.model: Mac16,1"; echo "machdep.cpu.brand_string: Apple M4" ;;
esac`;
const REFUSES = 'case "$*" in *NAME*) echo "error: no" >&2; echo "  why: WHY" >&2; exit 1 ;; esac';
const refuses = (...of: [name: string, why: string][]) =>
  of.map(([name, why]) => REFUSES.replace("NAME", name).replace("WHY", why)).join("\n");
const doctor = (state: string, what: string) => {
  const check = (name: string) => ({ name, state: "ok", what: "qwen, 31.0 tokens/s", fix: "" });
  const checks = [{ ...check("compute"), state, what }, check("model")];
  return `echo '${JSON.stringify({ ok: state !== "failed", checks })}'`;
};
const listed = (...voices: [name: string, state: string, isDefault?: boolean][]) =>
  `echo '${JSON.stringify(voices.map(([name, state, is_default = false]) => ({ name, state, is_default })))}'`;
const HERE = "the Japanese voices here are Kyoko and Otoya";
const NOBODY: [string, string] = ["no-such-voice", HERE];

/** The step, what is installed, and what is found. */
const CASES: [step: string, commands: Record<string, string>, status: string, why: string | RegExp][] = [
  [
    "machine",
    { sw_vers: "echo 'ProductVersion:\t26.1'", sysctl: SYSCTL.replace("TRANSLATED", "0") },
    "passed",
    "macOS 26.1 on Apple M4",
  ],
  [
    "machine",
    { sw_vers: "echo 'ProductVersion:\t26.1'", sysctl: SYSCTL.replace("echo TRANSLATED", "exit 1") },
    "passed",
    "macOS 26.1 on Apple M4",
  ],
  [
    "machine",
    { sw_vers: "echo 'ProductVersion:\t14.8'", sysctl: SYSCTL.replace("TRANSLATED", "1") },
    "failed",
    /Apple M4, but run by Rosetta$/,
  ],
  ["machine", {}, "skipped", "there is no sw_vers on this machine"],
  ["quarantine", { xattr: "echo 'com.apple.provenance: x'" }, "passed", "it is not quarantined"],
  [
    "quarantine",
    { xattr: "echo 'com.apple.quarantine: 0081;65f0;Safari;'" },
    "failed",
    /xattr -d com\.apple\.quarantine stream-tts-bun/,
  ],
  ["quarantine", { xattr: "echo 'No such file' >&2; exit 1" }, "failed", "No such file"],
  ["signature", { codesign: "exit 0" }, "passed", "it is whole"],
  [
    "signature",
    {
      codesign:
        'for path; do :; done; echo "$path: invalid signature (code or signature have been modified)" >&2; exit 1',
    },
    "failed",
    "stream-tts-bun: invalid signature (code or signature have been modified)",
  ],
  ["signature", {}, "skipped", "there is no codesign on this machine"],
  [
    "metal",
    { "stream-tts-bun": doctor("ok", "MTL0 (Apple M4)") },
    "passed",
    "MTL0 (Apple M4). qwen, 31.0 tokens/s",
  ],
  [
    "metal",
    { "stream-tts-bun": doctor("warning", "CPU (Apple M4); without Metal") },
    "failed",
    "CPU (Apple M4); without Metal",
  ],
  [
    "metal",
    { "stream-tts-bun": "echo Killed: 9 >&2; exit 137" },
    "failed",
    /ended with status 137: Killed: 9$/,
  ],
  ["doctor", { "stream-tts-bun": doctor("ok", "MTL0 (Apple M4)") }, "passed", "2 checks are well"],
  [
    "doctor",
    { "stream-tts-bun": doctor("failed", "no processor") },
    "failed",
    "compute failed: no processor",
  ],
  [
    "voices",
    { say: "echo 'Kyoko  ja_JP  # こんにちは'", "stream-tts-bun": refuses(NOBODY) },
    "passed",
    `the default is otoya; ${HERE}`,
  ],
  [
    "voices",
    { say: "exit 0", "stream-tts-bun": refuses(NOBODY, ["otoya", "none"]) },
    "passed",
    `the default is kyoko; ${HERE}`,
  ],
  [
    "voices",
    { say: "exit 0", "stream-tts-bun": refuses(NOBODY, ["otoya", "none"], ["kyoko", "none"]) },
    "failed",
    `neither otoya nor kyoko can be opened; ${HERE}`,
  ],
  ["voices", { say: "exit 0", "stream-tts-bun": "exit 0" }, "failed", /was not refused/],
  [
    "voice-list",
    { "stream-tts-bun": listed(["apple", "system", true], ["Kyoko", "system"], ["mei", "here"]) },
    "passed",
    "apple, Kyoko; the default is apple",
  ],
  [
    "voice-list",
    { "stream-tts-bun": listed(["apple", "system", true], ["mei", "here"]) },
    "failed",
    "it lists no voice of this Mac",
  ],
  [
    "voice-list",
    { "stream-tts-bun": listed(["apple", "system"], ["Kyoko", "system"], ["mei", "here", true]) },
    "failed",
    "the default is mei",
  ],
  ["voice-list", { "stream-tts-bun": "echo 'error: no' >&2; exit 1" }, "failed", /status 1: error: no$/],
  ["prosody", { "stream-tts-bun": listed(["apple", "system"]) }, "failed", "no voice is the default"],
  [
    "translated",
    { "stream-tts-bun": "echo 'error: no (MODEL_MISSING)' >&2; exit 1" },
    "skipped",
    /models pull/,
  ],
  [
    "apple-voice",
    { "stream-tts-bun": "echo 'error: no voice (VOICE_REFUSED)' >&2; exit 1" },
    "failed",
    "status 1: error: no voice (VOICE_REFUSED)",
  ],
  [
    "device",
    { "stream-tts-bun": "echo 'error: none (DEVICE_MISSING)' >&2; exit 1" },
    "failed",
    /DEVICE_MISSING/,
  ],
  ["sources", { xcrun: "exit 0" }, "passed", /^\d\d files compile$/],
  [
    "sources",
    { xcrun: 'case "$*" in *voice_apple.m) echo "error: unknown selector" >&2; exit 1 ;; esac' },
    "failed",
    "the SDK's compiler refuses voice_apple.m",
  ],
  ["sources", { xcrun: "exit 1" }, "skipped", /xcode-select --install/],
];

test.each(CASES)("%s, %#", async (step, commands, status, why) => {
  for (const [name, script] of Object.entries(commands)) mac.install(name, script);
  const found = await mac.perform(step);
  expect(found).toMatchObject({ status });
  if (typeof why === "string") expect(found.why).toBe(why);
  else expect(found.why).toMatch(why);
});

describe("the libraries inside the real program", () => {
  const CODESIGN =
    'for path; do :; done; case "$path" in *BROKEN*) echo "$path: a sealed resource is missing" >&2; exit 1 ;; esac';

  test("are all looked at", async () => {
    mac.executable = EXECUTABLE;
    mac.install("codesign", CODESIGN.replace("BROKEN", "no-such-library"));
    const { status, why, transcript } = await mac.perform("library-signatures");
    expect({ status, why }).toEqual({
      status: "passed",
      why: expect.stringMatching(/^\d\d files are whole$/),
    });
    expect(transcript).toContain("libggml-base");
  });

  test("are told by name when codesign refuses one", async () => {
    mac.executable = EXECUTABLE;
    mac.install("codesign", CODESIGN.replace("BROKEN", "libggml-base"));
    const { status, why } = await mac.perform("library-signatures");
    expect(status).toBe("failed");
    expect(why).toMatch(/^libggml-base\.\w+: a sealed resource is missing$/);
  });
});

describe("a voice", () => {
  const trace = [
    { event: "ready", voice: "apple" },
    { event: "clause", id: 0, n: 0, ja: "今日は。" },
  ];

  test.each<[string, number, number, Status]>([
    ["speech", 1.5, 3000, "passed"],
    ["silence", 1.5, 0, "failed"],
    ["a click", 0.1, 30_000, "failed"],
    ["nothing", 0, 0, "failed"],
  ])("that gives %s", async (_, seconds, amplitude, status) => {
    mac.installSpeaker(tone(seconds, amplitude), trace);
    const found = await mac.perform("apple-voice");
    expect(found.status).toBe(status);
    expect(found.why).toContain(`apple: ${seconds.toFixed(2)} s`);
    if (status === "passed") expect(found.why).toContain("no recogniser is set up");
  });
});

describe("pitch, rate and volume", () => {
  test("that the real program's voice follows are measured", async () => {
    mac.executable = EXECUTABLE;
    const { status, why } = await mac.perform("prosody");
    expect(why).toMatch(/^[5-9]\.\d semitones higher, 1\.\d\d times as fast, [5-7]\.\d dB softer$/);
    expect(status).toBe("passed");
  });

  test("that a voice does not follow are told", async () => {
    mac.installSpeaker(tone(1.5, 3000), [{ event: "ready", voice: "apple" }]);
    mac.also("stream-tts-bun", `case $1 in voices) ${listed(["apple", "system", true])}; exit ;; esac`);
    const { status, why } = await mac.perform("prosody");
    expect(status).toBe("failed");
    expect(why).toEndWith("is 0.0 semitones higher, 1.00 times as fast, 0.0 dB softer");
  });
});

describe("the device", () => {
  const clause = { event: "clause", id: 0, n: 0, ja: "今日は。" };
  const played = { event: "played", id: 0, n: 0 };
  const summary = (underruns: number) => ({ event: "summary", underruns });

  test.each<[string, object[], Status]>([
    ["everything is heard", [clause, played, summary(0)], "passed"],
    ["the sound broke off", [clause, played, summary(2)], "failed"],
    ["a clause was not heard", [clause, summary(0)], "failed"],
    ["nothing was said", [summary(0)], "failed"],
  ])("%s", async (_, trace, status) => {
    mac.installSpeaker(tone(0, 0), trace);
    expect((await mac.perform("device")).status).toBe(status);
  });

  test.each<[boolean | null, Status]>([
    [true, "passed"],
    [false, "failed"],
    [null, "skipped"],
  ])("a person is asked and says %p", async (answer, status) => {
    mac.installSpeaker(tone(0, 0), [clause, played, summary(0)]);
    mac.answers = answer;
    expect((await mac.perform("device-heard")).status).toBe(status);
  });
});

describe("a step of any kind", () => {
  const step = { name: "any", shows: "Nothing", limitMs: 60_000 };

  test("that takes too long fails, and what it has started ends", async () => {
    mac.install("slow", '/bin/sleep 600 & echo $! > "$1"; wait');
    const file = `${mac.executable}.pid`;
    const found = await mac.perform({
      ...{ ...step, limitMs: 1000 },
      run: async (_, transcript) => {
        await transcript.run(["slow", file]);
        return passed("it ended");
      },
    });
    expect(found).toMatchObject({ status: "failed", why: "it took longer than 1 s" });
    expect(await processEnded(Number(readFileSync(file, "utf8")), 10_000)).toBe(true);
  });

  test("that throws fails with the reason", async () => {
    const run = async () => Promise.reject(new Error("there is a fault"));
    expect(await mac.perform({ ...step, run })).toMatchObject({ status: "failed", why: "there is a fault" });
  });

  test("keeps what its commands said, the end of it when it is long", async () => {
    mac.install("talk", 'echo "$1"; echo complaint >&2; exit 3');
    const { transcript } = await mac.perform({
      ...step,
      run: async (_, transcript) => {
        await transcript.run(["talk", `${"x".repeat(20_000)}end`]);
        return passed("");
      },
    });
    expect(transcript).toMatch(/\[\d+ characters are left out\]\nx+end\ncomplaint\n→ status 3, \d+ ms\n$/);
  });
});
