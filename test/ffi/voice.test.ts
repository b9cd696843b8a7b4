import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import fc from "fast-check";
import { Voice, VoiceError } from "../../ffi/voice.ts";
import { loadParts } from "../../src/parts.ts";
import { NATURAL } from "../../src/speech/synthesizer.ts";
import { heard, heardPitch, LONG_MS, pull, speak } from "./speaking.ts";

const parts = loadParts();
const openEcho = (name = "echo") => Voice.open(parts.echo, name, "");
const isSilent = (pcm: Int16Array) => pcm.every((sample) => sample === 0);

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
    voice.start("順番", NATURAL);
    expect(heard(pull(voice, 7))).toBe("順番");
  });

  test("is shorter when it speaks faster", () => {
    using voice = openEcho();
    expect(speak(voice, "あい", { speed: 2 }).length).toBe(4800 + 2 * 480 + 4800);
  });

  test.each([-12, -5, -1, 0, 1, 7, 12])("sounds %d semitones higher, and says the same", (pitch) => {
    using voice = openEcho();
    const pcm = speak(voice, "高い音", { speed: 4, pitch });
    expect(heardPitch(pcm)).toBe(pitch);
    expect(heard(pcm)).toBe("高い音");
    expect(heardPitch(speak(voice, "元の音"))).toBe(0);
  });

  test("keeps utterances apart, also after one was stopped half way", () => {
    using voice = openEcho();
    expect(heard(speak(voice, "一つ目"))).toBe("一つ目");
    expect(heard(speak(voice, "二つ目"))).toBe("二つ目");
    voice.start("止".repeat(5000), NATURAL);
    expect(voice.next(new Int16Array(960), LONG_MS)).toEqual({ status: "frames", frames: 960 });
    voice.stop();
    expect(voice.next(new Int16Array(960), LONG_MS)).toEqual({ status: "done", frames: 0 });
    expect(heard(speak(voice, "三つ目"))).toBe("三つ目");
  });

  test("is done at once with an empty text, and stays done", () => {
    using voice = openEcho();
    voice.start("", NATURAL);
    const into = new Int16Array(960);
    expect(voice.next(into, LONG_MS)).toEqual({ status: "done", frames: 0 });
    expect(voice.next(into, LONG_MS)).toEqual({ status: "done", frames: 0 });
  });

  test("fails one utterance and goes on with the next", () => {
    using voice = openEcho("echo:fail@毒");
    voice.start("毒です", NATURAL);
    expect(() => pull(voice)).toThrow(VoiceError);
    expect(heard(speak(voice, "無事"))).toBe("無事");
  });

  test("gives timeout, and frames: 0, while it hangs", async () => {
    // A hung voice cannot be closed, so it is left to a process of its own.
    const script = `
      import { Voice } from "${join(import.meta.dir, "../../ffi/voice.ts")}";
      const voice = Voice.open(process.argv[1], "echo:hang@止", "");
      voice.start("止まる", { speed: 1, pitch: 0 });
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
      voice.start("落ちる", { speed: 1, pitch: 0 });
      voice.next(new Int16Array(960), ${LONG_MS});`;
    const child = Bun.spawn([process.execPath, "-e", script, parts.echo], { stderr: "ignore" });
    await child.exited;
    expect(child.signalCode).toBe("SIGABRT");
  });
});

describe("what a voice refuses", () => {
  test.each([
    ["a second start while it speaks", (v: Voice) => v.start("あ", NATURAL), "still speaking"],
    ["a speed below the range", (v: Voice) => v.start("あ", { ...NATURAL, speed: 0.4 }), "speed"],
    ["a speed above the range", (v: Voice) => v.start("あ", { ...NATURAL, speed: 4.1 }), "speed"],
    ["a speed that is no number", (v: Voice) => v.start("あ", { ...NATURAL, speed: Number.NaN }), "speed"],
    ["a pitch below the range", (v: Voice) => v.start("あ", { ...NATURAL, pitch: -12.1 }), "pitch"],
    ["a pitch above the range", (v: Voice) => v.start("あ", { ...NATURAL, pitch: 12.1 }), "pitch"],
    ["a pitch that is no number", (v: Voice) => v.start("あ", { ...NATURAL, pitch: Number.NaN }), "pitch"],
    ["a text over 64 KiB", (v: Voice) => v.start("a".repeat(65_537), NATURAL), "65536"],
  ])("%s", (_, call, word) => {
    using voice = openEcho();
    voice.start("話している", NATURAL);
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
    expect(() => voice.start("あ", NATURAL)).toThrow("after dispose");
    expect(() => voice.stop()).toThrow("after dispose");
    expect(() => voice.next(new Int16Array(1), 0)).toThrow("after dispose");
  });

  test("an echo option that does not exist is named", () => {
    expect(() => openEcho("echo:dance@now")).toThrow("dance");
  });
});
