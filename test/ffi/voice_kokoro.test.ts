import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Voice } from "../../ffi/voice.ts";
import { kokoroPack } from "../../scripts/setup/kokoro.ts";
import { finalPitch, semitones } from "../../scripts/testing/pitch.ts";
import { loadParts } from "../../src/parts.ts";
import { NATURAL } from "../../src/speech/synthesizer.ts";
import { LONG_MS, pull, speak } from "./speaking.ts";

/** Kokoro's own model, from the pack in the cache. */
setDefaultTimeout(180_000);

const parts = loadParts();
const pack = await kokoroPack();
const open = (name = "jf_tebukuro") =>
  Voice.open(parts.kokoro, join(pack, "styles", `${name}.npy`), parts.dictionary);
const hasSound = (pcm: Int16Array) => pcm.some((sample) => Math.abs(sample) > 1000);

describe("Kokoro", () => {
  let voice: Voice;
  beforeAll(() => {
    voice = open();
  });
  afterAll(() => voice[Symbol.dispose]());

  test("says a word in a plausible time, without silence around it, the same each time", () => {
    expect(voice.rate).toBe(48_000);
    const first = speak(voice, "こんにちは。");
    expect(first.length / voice.rate).toBeWithin(0.5, 1.5);
    const loud = (sample: number) => Math.abs(sample) > 300;
    expect(first.findIndex(loud) / voice.rate).toBeLessThan(0.1);
    expect((first.length - first.findLastIndex(loud)) / voice.rate).toBeLessThan(0.15);
    expect(speak(voice, "こんにちは。")).toEqual(first);
  });

  test.each([
    ["3つです。", "ミッツです。"],
    ["１つ、２つ。", "一つ、二つ。"],
    ["２０％です！", "二十パーセントです!"],
    ["こん\u0000に\u0007ち\uffffは。", "こんにちは。"],
  ])("%j is read as %j", (text, reading) => {
    expect(speak(voice, text)).toEqual(speak(voice, reading));
  });

  test("each voice of the pack sounds like nobody else", () => {
    const sounds = readdirSync(join(pack, "styles"))
      .filter((file) => file.endsWith(".npy"))
      .map((file) => {
        using other = open(file.replace(".npy", ""));
        return speak(other, "はい。").join();
      });
    expect(new Set(sounds).size).toBe(sounds.length);
    expect(sounds.length).toBe(5);
  });

  test("hands out the first piece before the next one is said", () => {
    voice.start("はい。そうです。", NATURAL);
    const into = new Int16Array(480_000);
    const course: string[] = [];
    do {
      const { status } = voice.next(into, 0);
      if (status !== course.at(-1)) course.push(status);
    } while (course.at(-1) !== "done");
    expect(course.slice(0, 4)).toEqual(["timeout", "frames", "timeout", "frames"]);
  });

  test("puts a pause between sentences", () => {
    const both = speak(voice, "はい。そうです。");
    const apart = speak(voice, "はい。").length + speak(voice, "そうです。").length;
    // 400 ms; each utterance's end is rounded to a frame.
    expect(both.length - apart).toBeWithin(19_000, 19_400);
  });

  test("speaks faster at a higher speed, and higher or lower at another pitch", () => {
    const text = "テストを実行します";
    const natural = speak(voice, text);
    expect(speak(voice, text, { speed: 2 }).length).toBeLessThan(natural.length * 0.7);
    const interval = (pitch: number) => {
      const other = speak(voice, text, { pitch });
      expect(other.length / natural.length).toBeWithin(0.8, 1.2);
      return semitones(finalPitch(natural, voice.rate), finalPitch(other, voice.rate));
    };
    expect(interval(5)).toBeWithin(3, 8);
    expect(interval(-5)).toBeWithin(-8, -3);
  });

  test.each(["", "。、！？", "…", "!?,.-()", " \t\n\u3000", "\u0000\u0007\u007f", "😀🎉", "ー", "ッ。"])(
    "has nothing to say about %j",
    (text) => {
      expect(speak(voice, text).length).toBe(0);
    },
  );

  test.each(["あ", "ぁ", "Ｗ", "漢", "1", "ッ", "、", "　", "゛", "𤍚", "。"])(
    "lives through 2,000 times %s",
    (unit) => {
      voice.start(unit.repeat(2000), { ...NATURAL, speed: 4 });
      expect(voice.next(new Int16Array(960), LONG_MS).status).not.toBe("timeout");
      voice.stop();
      expect(hasSound(speak(voice, "はい"))).toBe(true);
    },
  );

  test("begins a text of 64 KiB at once and can leave it", () => {
    const sentence = "これは長い文章の一部です。";
    const bytes = Buffer.byteLength(sentence);
    voice.start(sentence.repeat(Math.floor((64 * 1024) / bytes)), NATURAL);
    const into = new Int16Array(4800);
    expect(voice.next(into, LONG_MS)).toEqual({ status: "frames", frames: 4800 });
    voice.stop();
    expect(voice.next(into, LONG_MS)).toEqual({ status: "done", frames: 0 });
  });

  test("stops in the middle and then speaks the next text from its beginning", () => {
    const next = speak(voice, "次です。");
    voice.start("はい。この文は最後まで読み上げられることがありません。", NATURAL);
    const into = new Int16Array(960);
    expect(voice.next(into, LONG_MS)).toEqual({ status: "frames", frames: 960 });
    voice.stop();
    expect(voice.next(into, LONG_MS)).toEqual({ status: "done", frames: 0 });
    expect(speak(voice, "次です。")).toEqual(next);
  });

  test("a stop ends the model's work, too", async () => {
    const long = "この文は最後まで読み上げられることがありません。";
    const cost = async (body: () => Promise<void>) => {
      const before = process.cpuUsage();
      await body();
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const whole = await cost(async () => {
      speak(voice, long);
    });
    const stopped = await cost(async () => {
      voice.start(long, NATURAL);
      await Bun.sleep(20);
      voice.stop();
      // The thread that speaks takes this only when it has left the text before.
      voice.start("、", NATURAL);
      pull(voice);
    });
    expect(stopped).toBeLessThan(whole / 2);
  });

  test("holds no more memory after many texts than after the longest", () => {
    const texts = [
      "はい。",
      "古いキャッシュを削除しました。",
      "設定ファイルを読み込んで、テストを実行しました。",
    ];
    const round = () => {
      for (const text of texts) speak(voice, text);
      Bun.gc(true);
      return process.memoryUsage.rss();
    };
    const [first = 0, ...later] = Array.from({ length: 4 }, round);
    expect(Math.max(...later) - first).toBeLessThan(32 * 1024 * 1024);
  });
});
