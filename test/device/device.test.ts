import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { PulseServer, RATE } from "../../scripts/testing/pulse.ts";
import { heard } from "../e2e/echo.ts";
import { assistant, LIMIT_MS, Program } from "../e2e/program.ts";
import { quickest } from "./quickest.ts";

/** Sound on a device: a null sink of a real sound server, recorded from its monitor. */
setDefaultTimeout(LIMIT_MS);

const ECHO = ["--no-translate", "--voice", "echo"];
const MEI = ["--no-translate", "--voice", "mei"];
const LONG = "これはとても長い文ですので途中で止めないかぎりいつまでも話し続けるはずです。".repeat(6);
const SILENT = 64;
const MS = RATE / 1000;

let server: PulseServer;
beforeAll(async () => {
  server = await PulseServer.start();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const lastAudible = (pcm: Int16Array) => pcm.findLastIndex((sample) => Math.abs(sample) > SILENT);
const sentences = (n: number) => Array.from({ length: n }, (_, i) => `文の番号は${i}番です。`);

test("everything sounds once and in order, the trace tells when, and the end of input ends the program", async () => {
  using program = new Program();
  await using recording = await server.record();
  const { code, stderr } = await program.run(ECHO, sentences(6).map(assistant).join(""), server.env);
  await recording.more(200);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(heard(recording.samples())).toBe(sentences(6).join(""));

  const audio = program.events("audio");
  const played = program.events("played");
  expect(played.map(({ id, n }) => [id, n])).toEqual(audio.map(({ id, n }) => [id, n]));
  for (const [i, { start_ms, end_ms }] of played.entries()) {
    expect(Number(start_ms)).toBeGreaterThan(Number(audio[i]?.first_pcm_ms));
    expect((Number(end_ms) - Number(start_ms)) * MS).toBeCloseTo(Number(audio[i]?.samples), -4);
  }
  expect(program.events("summary")).toMatchObject([{ underruns: 0 }]);
});

test("the first Ctrl-C is silence within 50 ms, and what comes later is spoken", async () => {
  expect(await quickest(50 * MS, interrupted)).toBeLessThanOrEqual(50 * MS);
});

/** @returns the frames that are heard after a Ctrl-C */
async function interrupted(): Promise<number> {
  using program = new Program();
  await using recording = await server.record();
  const child = program.start(MEI, server.env);
  child.stdin.write(assistant(LONG));
  child.stdin.flush();
  await recording.until("the voice is heard", (so_far) => lastAudible(so_far.samples()) > 0);
  await recording.more(500);
  const before = recording.length;
  child.kill("SIGINT");
  await recording.more(600);
  const afterSignal = lastAudible(recording.samples()) - before;
  console.log(`silent ${(afterSignal / MS).toFixed(1)} ms after Ctrl-C, recording's delay included`);
  child.stdin.write(assistant("これは後から来ました。"));
  child.stdin.end();
  expect(await child.exited).toBe(130);
  await recording.more(100);
  expect(lastAudible(recording.samples())).toBeGreaterThan(before + 600 * MS);
  const played = new Set(program.events("played").map(({ id }) => id));
  expect([...played]).toEqual([0, program.events("utterance").length - 1]);
  return afterSignal;
}

describe("a device that goes away", () => {
  test("a sink that is removed: the default one goes on where it stopped", async () => {
    await server.addSink("headset", "Headset");
    using program = new Program();
    // The recorder moves to the default sink's monitor just as the sound does.
    await using recording = await server.record("headset");
    const child = program.start([...ECHO, "--device", "headset"], server.env);
    child.stdin.write(sentences(8).map(assistant).join(""));
    child.stdin.end();
    await recording.until("two sentences are heard", (so_far) =>
      heard(so_far.samples()).includes(sentences(2).join("")),
    );
    await server.removeSink("headset");
    expect(await child.exited).toBe(0);
    await recording.more(200);
    const sounded = heard(recording.samples());
    expect(sounded.startsWith(sentences(2).join(""))).toBe(true);
    expect(sounded.endsWith(sentences(8).slice(4).join(""))).toBe(true);
    // A character lasts 20 ms; what was on its way to the removed device is all that may be missing.
    expect(sentences(8).join("").length - sounded.length).toBeLessThanOrEqual(5);
    expect(program.events("played").map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test("a sink that is removed during the last words: nothing new comes, and yet they are heard", async () => {
    await server.addSink("headset", "Headset");
    using program = new Program();
    await using recording = await server.record("headset");
    const child = program.start([...ECHO, "--device", "headset"], server.env);
    child.stdin.write(sentences(8).map(assistant).join(""));
    child.stdin.flush();
    // All of it fits into the player's ring.
    await program.until((trace) => trace.some(({ event, id }) => event === "audio" && id === 7));
    await recording.until("the first is heard", (so_far) => heard(so_far.samples()).includes("番です"));
    await server.removeSink("headset");
    await program.until((trace) => trace.some(({ event, id }) => event === "played" && id === 7));
    child.stdin.end();
    expect(await child.exited).toBe(0);
    expect(await program.stderr()).toContain("playing on Test");
  });

  test("a sound server that restarts: the rest is spoken when it is back", async () => {
    await using other = await PulseServer.start();
    using program = new Program();
    const child = program.start([...ECHO, "--device", "Test"], other.env);
    child.stdin.write(sentences(16).map(assistant).join(""));
    child.stdin.end();
    await program.until((trace) => trace.some(({ event, id }) => event === "played" && id === 1));
    await other.kill();
    await other.restart();
    await using recording = await other.record();
    expect(await child.exited).toBe(0);
    await recording.more(200);
    expect(heard(recording.samples())).toEndWith(sentences(16).slice(10).join(""));
    expect(program.events("played").map(({ id }) => id)).toEqual(Array.from({ length: 16 }, (_, i) => i));
    expect(await program.stderr()).toContain("went away");
    expect(await program.stderr()).toContain("playing on Test");
  });

  test("without another one the program ends and says so", async () => {
    await using alone = await PulseServer.start();
    using program = new Program();
    const child = program.start(MEI, alone.env);
    child.stdin.write(assistant(LONG));
    child.stdin.end();
    await program.until((trace) => trace.some(({ event }) => event === "audio"));
    await alone.kill();
    expect(await child.exited).toBe(1);
    expect(await program.stderr()).toContain("(DEVICE_LOST)");
  });

  test("without another one the program ends also when nothing new comes", async () => {
    await using alone = await PulseServer.start();
    using program = new Program();
    const child = program.start(ECHO, alone.env);
    child.stdin.write(sentences(8).map(assistant).join(""));
    child.stdin.flush();
    await program.until((trace) => trace.some(({ event, id }) => event === "audio" && id === 7));
    await alone.kill();
    expect(await child.exited).toBe(1);
    expect(await program.stderr()).toContain("(DEVICE_LOST)");
  });
});

test("a sound server that freezes: the program ends and says so", async () => {
  await using frozen = await PulseServer.start();
  using program = new Program();
  const child = program.start(MEI, frozen.env);
  child.stdin.write(assistant(LONG));
  child.stdin.end();
  await program.until((trace) => trace.some(({ event }) => event === "audio"));
  process.kill(frozen.pid, "SIGSTOP");
  expect(await child.exited).toBe(1);
  expect(await program.stderr()).toContain("does not play");
});

describe("no device", () => {
  const NOWHERE = { PULSE_SERVER: "unix:/nonexistent/socket", ALSA_CARD: "nonexistent" };

  test("the message says what to use instead, and nothing else is printed", async () => {
    using program = new Program();
    const { code, stderr } = await program.run(ECHO, "Hello.\n", NOWHERE);
    expect(code).toBe(1);
    expect(stderr).toContain("(DEVICE_MISSING)");
    expect(stderr).toContain("--output FILE.wav");
    expect(stderr.trimEnd().split("\n").length).toBe(3);
  });

  test("a name that no device has: the names there are", async () => {
    using program = new Program();
    const { code, stderr } = await program.run([...ECHO, "--device", "gramophone"], "Hello.\n", server.env);
    expect(code).toBe(1);
    expect(stderr).toContain("(DEVICE_UNKNOWN)");
    expect(stderr).toContain("Test");
  });
});
