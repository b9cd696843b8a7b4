import { describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Voice } from "../../ffi/voice.ts";
import { finalPitch, medianPitch, semitones } from "../../scripts/testing/pitch.ts";
import { AppError } from "../../src/errors.ts";
import { loadParts } from "../../src/parts.ts";
import { NATURAL } from "../../src/speech/synthesizer.ts";
import { LONG_MS, speak } from "./speaking.ts";

const parts = loadParts();
const mei = parts.htsVoices.mei ?? "";
const openMei = () => Voice.open(parts.openJTalk, mei, parts.dictionary);
const seconds = (voice: Voice, pcm: Int16Array) => pcm.length / voice.rate;
const hasSound = (pcm: Int16Array) => pcm.some((sample) => Math.abs(sample) > 1000);

describe("Open JTalk", () => {
  test("says a word in a plausible time, the same each time", () => {
    using voice = openMei();
    expect(voice.rate).toBe(48_000);
    const first = speak(voice, "こんにちは");
    expect(seconds(voice, first)).toBeWithin(0.5, 2);
    expect(hasSound(first)).toBe(true);
    expect(speak(voice, "こんにちは")).toEqual(first);
    using other = openMei();
    expect(speak(other, "こんにちは")).toEqual(first);
  });

  test("hands out frames while it is still synthesising", () => {
    using voice = openMei();
    voice.start("長い文章を読み上げている途中でも、はじめの音はもう届いています。".repeat(3), NATURAL);
    const into = new Int16Array(480_000);
    const course: string[] = [];
    do {
      const { status } = voice.next(into, 0);
      if (status !== course.at(-1)) course.push(status);
    } while (course.at(-1) !== "done");
    // Had everything come at once, nothing but the end could follow the first frames.
    expect(course.slice(0, 4)).toEqual(["timeout", "frames", "timeout", "frames"]);
  });

  test("stops at once and then speaks the next text from its beginning", () => {
    using voice = openMei();
    const next = speak(voice, "次です");
    voice.start("この文は最後まで読み上げられることがありません。".repeat(10), NATURAL);
    const into = new Int16Array(960);
    expect(voice.next(into, LONG_MS)).toEqual({ status: "frames", frames: 960 });
    voice.stop();
    expect(voice.next(into, LONG_MS)).toEqual({ status: "done", frames: 0 });
    expect(speak(voice, "次です")).toEqual(next);
  });

  test("speaks faster at a higher speed", () => {
    using voice = openMei();
    expect(speak(voice, "速く話します", { speed: 2 }).length).toBeLessThan(
      speak(voice, "速く話します").length * 0.7,
    );
  });

  test.each([
    "",
    "。、！？",
    "…",
    "!?,.-()",
    " \t\n\u3000",
    "\u0000\u0007\u007f",
    "😀🎉",
    "ー",
    "\uffff\u{1ffff}",
  ])("has nothing to say about %j", (text) => {
    using voice = openMei();
    expect(speak(voice, text).length).toBe(0);
  });

  test("does not hear what cannot be spoken", () => {
    using voice = openMei();
    expect(speak(voice, "こん\u0000に\u0007ち\uffffは")).toEqual(speak(voice, "こんにちは"));
  });

  // Runs of letters and kana overran a buffer of 1,024 bytes in the front end until long words were split.
  test.each(["あ", "ぁ", "Ｗ", "w", "ｱ", "漢", "1", "ッ", "、", "　", "゛", "𤍚"])(
    "lives through 2,000 times %s",
    (unit) => {
      using voice = openMei();
      voice.start(unit.repeat(2000), { ...NATURAL, speed: 4 });
      const into = new Int16Array(960);
      expect(voice.next(into, LONG_MS).status).not.toBe("timeout");
      voice.stop();
      expect(hasSound(speak(voice, "はい"))).toBe(true);
    },
  );

  test("speaks a text of several pieces to its end", () => {
    using voice = openMei();
    const sentence = "これは長い文章の一部です。";
    const once = speak(voice, sentence, { speed: 4 }).length;
    // 40 sentences are 1,560 bytes and hence three pieces; each loses little more than the silence around it.
    expect(speak(voice, sentence.repeat(40), { speed: 4 }).length).toBeGreaterThan(once * 20);
  });
});

describe("the pitch", () => {
  // Between 90 and 600 Hz, where it can be measured: a high voice goes down, and a low one goes up.
  test.each([
    [-12, "mei"],
    [-7, "mei"],
    [-2, "mei"],
    [3, "mei"],
    [7, "nitech"],
    [12, "nitech"],
  ])("is %d semitones from the own one of %s, in the same time", (pitch, name) => {
    using voice = Voice.open(parts.openJTalk, parts.htsVoices[name] ?? "", parts.dictionary);
    const own = speak(voice, "こんにちは");
    const other = speak(voice, "こんにちは", { pitch });
    const moved = semitones(medianPitch(own, voice.rate), medianPitch(other, voice.rate));
    expect(Math.abs(moved - pitch)).toBeLessThan(0.7);
    expect(other.length).toBe(own.length);
  });

  test("of one utterance is not that of the next", () => {
    using voice = openMei();
    const own = speak(voice, "はい");
    expect(speak(voice, "はい", { pitch: 4 })).not.toEqual(own);
    expect(speak(voice, "はい")).toEqual(own);
  });

  test("carries the rise of a question with it", () => {
    using voice = openMei();
    const final = (text: string, pitch: number) => finalPitch(speak(voice, text, { pitch }), voice.rate);
    const own = semitones(final("終わり。", 0), final("終わり？", 0));
    expect(semitones(final("終わり。", -6), final("終わり？", -6))).toBeCloseTo(own, 0);
    expect(semitones(final("終わり？", 0), final("終わり？", -6))).toBeCloseTo(-6, 0);
  });
});

describe("a question", () => {
  const riseBetween = (voice: Voice, statement: string, question: string): number =>
    semitones(
      finalPitch(speak(voice, statement), voice.rate),
      finalPitch(speak(voice, question), voice.rate),
    );

  test.each([
    ["テストを実行しますか", "テストを実行しますか？"],
    ["本当。", "本当？"],
    ["本当。", "「これは本当？」"],
    ["できた。", "できた？"],
    ["これはテスト。", "これはテスト？"],
    ["終わり。", "終わり?"],
  ])("rises by its mark: %s, %s", (statement, question) => {
    using voice = openMei();
    expect(riseBetween(voice, statement, question)).toBeWithin(2.5, 10);
  });

  test.each([
    ["テストを実行しますが。", "テストを実行しますか。"],
    ["実行しましょうか", "実行しましょうか。"],
    ["問題ないですか", "「問題ないですか。」"],
  ])("rises less by its words: %s, %s", (statement, question) => {
    using voice = openMei();
    expect(riseBetween(voice, statement, question)).toBeWithin(1.5, 5);
  });

  test.each(["明らか", "そのほか", "テストを実行します", "確か"])(
    "is not what only ends like one: %s。",
    (text) => {
      using voice = openMei();
      expect(speak(voice, `${text}。`)).toEqual(speak(voice, text));
    },
  );
});

describe("a voice that cannot be opened", () => {
  const refusal = (name: string, data: string): AppError => {
    try {
      Voice.open(parts.openJTalk, name, data)[Symbol.dispose]();
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
    throw new Error("it was opened");
  };

  function inFolder(body: (folder: string) => void): void {
    const folder = mkdtempSync(join(tmpdir(), "voice-test-"));
    try {
      body(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test.each([
    ["a missing voice", "/nowhere/mei.htsvoice", parts.dictionary, "/nowhere/mei.htsvoice"],
    ["a folder as voice", parts.dictionary, parts.dictionary, parts.dictionary],
    ["another kind of file as voice", import.meta.path, parts.dictionary, import.meta.path],
    ["a missing dictionary", mei, "/nowhere", "/nowhere/sys.dic"],
    ["no dictionary", mei, "", "dictionary"],
    ["a NUL in the path", `${mei}\u0000`, parts.dictionary, "NUL"],
  ])("%s is named", (_, name, data, named) => {
    const error = refusal(name, data);
    expect(error.code).toBe("VOICE_REFUSED");
    expect(error.why).toContain(named);
  });

  test("a voice cut short is named, wherever it was cut", () =>
    inFolder((folder) => {
      const copy = join(folder, "cut.htsvoice");
      const size = readFileSync(mei).length;
      for (const bytes of [0, 5, 300, 1000, 2000, size >> 1, size - 1]) {
        writeFileSync(copy, readFileSync(mei));
        truncateSync(copy, bytes);
        expect(refusal(copy, parts.dictionary).why).toContain(copy);
      }
    }));

  test("a dictionary file that is short or of another dictionary is named", () =>
    inFolder((folder) => {
      const files = ["unk.dic", "matrix.bin", "char.bin"];
      for (const bad of files) {
        for (const file of files)
          writeFileSync(join(folder, file), readFileSync(join(parts.dictionary, file)));
        Bun.spawnSync(["ln", "-sf", join(parts.dictionary, "sys.dic"), join(folder, "sys.dic")]);
        truncateSync(join(folder, bad), 4000);
        expect(refusal(mei, folder).why).toContain(join(folder, bad));
      }
    }));
});
