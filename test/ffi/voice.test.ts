import { describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { Voice, VoiceError } from "../../ffi/voice.ts";
import { AppError } from "../../src/errors.ts";
import { loadParts } from "../../src/parts.ts";

const parts = loadParts();
const mei = parts.htsVoices.mei ?? "";
const openEcho = (name = "echo") => Voice.open(parts.echo, name, "");
const openMei = () => Voice.open(parts.openJTalk, mei, parts.dictionary);

/** Far longer than anything here takes, so that a timeout is a failure and never a matter of speed. */
const LONG_MS = 20_000;

/** All frames of the running utterance, pulled `chunk` at a time. */
function pull(voice: Voice, chunk = 48_000): Int16Array {
  const into = new Int16Array(chunk);
  const chunks: Int16Array[] = [];
  for (;;) {
    const { status, frames } = voice.next(into, LONG_MS);
    if (status === "timeout") throw new Error("nothing came");
    if (status === "done") break;
    chunks.push(into.slice(0, frames));
  }
  const all = new Int16Array(chunks.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of chunks) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function speak(voice: Voice, text: string, speed = 1): Int16Array {
  voice.start(text, speed);
  return pull(voice);
}

/** What an echo's PCM says; native/voice_echo.cpp defines the marks. */
function heard(pcm: Int16Array): string {
  let text = "";
  for (let i = 0; i + 1 < pcm.length; i++) {
    const high = (pcm[i] ?? 0) - 16384;
    if (high >= 0) text += String.fromCodePoint((high << 11) | ((pcm[i + 1] ?? 0) - 8192));
  }
  return text;
}

const seconds = (voice: Voice, pcm: Int16Array) => pcm.length / voice.rate;
const isSilent = (pcm: Int16Array) => pcm.every((sample) => sample === 0);
const hasSound = (pcm: Int16Array) => pcm.some((sample) => Math.abs(sample) > 1000);

describe("the echo voice", () => {
  test("says every code point in order, between 100 ms of silence", () => {
    using voice = openEcho();
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 8 }), (text) => {
        const pcm = speak(voice, text);
        expect(heard(pcm)).toBe(text);
        expect(pcm.length).toBe(4800 + 960 * [...text].length + 4800);
        expect(isSilent(pcm.subarray(0, 4800))).toBe(true);
        expect(isSilent(pcm.subarray(-4800))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test("loses nothing to small buffers", () => {
    using voice = openEcho();
    voice.start("順番", 1);
    expect(heard(pull(voice, 7))).toBe("順番");
  });

  test("is shorter when it speaks faster", () => {
    using voice = openEcho();
    expect(speak(voice, "あい", 2).length).toBe(4800 + 2 * 480 + 4800);
  });

  test("keeps utterances apart, also after one was stopped half way", () => {
    using voice = openEcho();
    expect(heard(speak(voice, "一つ目"))).toBe("一つ目");
    expect(heard(speak(voice, "二つ目"))).toBe("二つ目");
    voice.start("止".repeat(5000), 1);
    expect(voice.next(new Int16Array(960), LONG_MS)).toEqual({ status: "frames", frames: 960 });
    voice.stop();
    expect(voice.next(new Int16Array(960), LONG_MS)).toEqual({ status: "done", frames: 0 });
    expect(heard(speak(voice, "三つ目"))).toBe("三つ目");
  });

  test("is done at once with an empty text, and stays done", () => {
    using voice = openEcho();
    voice.start("", 1);
    const into = new Int16Array(960);
    expect(voice.next(into, LONG_MS)).toEqual({ status: "done", frames: 0 });
    expect(voice.next(into, LONG_MS)).toEqual({ status: "done", frames: 0 });
  });

  test("fails one utterance and goes on with the next", () => {
    using voice = openEcho("echo:fail@毒");
    voice.start("毒です", 1);
    expect(() => pull(voice)).toThrow(VoiceError);
    expect(heard(speak(voice, "無事"))).toBe("無事");
  });

  test("gives timeout, and frames: 0, while it hangs", async () => {
    // A hung voice cannot be closed, so it is left to a process of its own.
    const script = `
      import { Voice } from "${join(import.meta.dir, "../../ffi/voice.ts")}";
      const voice = Voice.open(process.argv[1], "echo:hang@止", "");
      voice.start("止まる", 1);
      console.log(JSON.stringify(voice.next(new Int16Array(960), 5)));
      process.kill(process.pid, "SIGKILL");`;
    const child = Bun.spawn([process.execPath, "-e", script, parts.echo], { stdout: "pipe" });
    expect(await new Response(child.stdout).json()).toEqual({ status: "timeout", frames: 0 });
    await child.exited;
    expect(child.signalCode).toBe("SIGKILL");
  });

  test("aborts its process when told to", async () => {
    const script = `
      import { Voice } from "${join(import.meta.dir, "../../ffi/voice.ts")}";
      const voice = Voice.open(process.argv[1], "echo:abort@落", "");
      voice.start("落ちる", 1);
      voice.next(new Int16Array(960), ${LONG_MS});`;
    const child = Bun.spawn([process.execPath, "-e", script, parts.echo], { stderr: "ignore" });
    await child.exited;
    expect(child.signalCode).toBe("SIGABRT");
  });
});

describe("what a voice refuses", () => {
  test.each([
    ["a second start while it speaks", (v: Voice) => v.start("あ", 1), "still speaking"],
    ["a speed below the range", (v: Voice) => v.start("あ", 0.4), "speed"],
    ["a speed above the range", (v: Voice) => v.start("あ", 4.1), "speed"],
    ["a speed that is no number", (v: Voice) => v.start("あ", Number.NaN), "speed"],
    ["a text over 64 KiB", (v: Voice) => v.start("a".repeat(65_537), 1), "65536"],
  ])("%s", (_, call, word) => {
    using voice = openEcho();
    voice.start("話している", 1);
    if (word !== "still speaking") voice.stop();
    expect(() => call(voice)).toThrow(VoiceError);
    expect(() => call(voice)).toThrow(word);
  });

  test("next before anything was started", () => {
    using voice = openEcho();
    expect(() => voice.next(new Int16Array(1), 0)).toThrow(VoiceError);
  });

  test("use after dispose, which may itself be repeated", () => {
    const voice = openEcho();
    voice[Symbol.dispose]();
    voice[Symbol.dispose]();
    expect(() => voice.start("あ", 1)).toThrow("after dispose");
    expect(() => voice.stop()).toThrow("after dispose");
    expect(() => voice.next(new Int16Array(1), 0)).toThrow("after dispose");
  });
});

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
    voice.start("長い文章を読み上げている途中でも、はじめの音はもう届いています。".repeat(3), 1);
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
    voice.start("この文は最後まで読み上げられることがありません。".repeat(10), 1);
    const into = new Int16Array(960);
    expect(voice.next(into, LONG_MS)).toEqual({ status: "frames", frames: 960 });
    voice.stop();
    expect(voice.next(into, LONG_MS)).toEqual({ status: "done", frames: 0 });
    expect(speak(voice, "次です")).toEqual(next);
  });

  test("speaks faster at a higher speed", () => {
    using voice = openMei();
    expect(speak(voice, "速く話します", 2).length).toBeLessThan(speak(voice, "速く話します").length * 0.7);
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
      voice.start(unit.repeat(2000), 4);
      const into = new Int16Array(960);
      expect(voice.next(into, LONG_MS).status).not.toBe("timeout");
      voice.stop();
      expect(hasSound(speak(voice, "はい"))).toBe(true);
    },
  );

  test("speaks a text of several pieces to its end", () => {
    using voice = openMei();
    const sentence = "これは長い文章の一部です。";
    const once = speak(voice, sentence, 4).length;
    // 40 sentences are 1,560 bytes and hence three pieces; each loses little more than the silence around it.
    expect(speak(voice, sentence.repeat(40), 4).length).toBeGreaterThan(once * 20);
  });
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

  test("an echo option that does not exist is named", () => {
    expect(() => openEcho("echo:dance@now")).toThrow("dance");
  });
});
