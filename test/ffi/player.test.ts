import { dlopen } from "bun:ffi";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Player, PlayerError, type PlayerState } from "../../ffi/player.ts";
import { PulseServer, RATE, type Recording } from "../../scripts/testing/pulse.ts";
import { loadParts } from "../../src/parts.ts";

const LIMIT_MS = 15_000;
const OPENING = join(import.meta.dir, "opening.ts");
/** Frames of a change from silence to sound or back at most; see kRampSeconds in native/player_ring.cpp. */
const RAMP = 0.005 * RATE;
/** Below it lies only what is left of a sound that broke off. */
const AUDIBLE = 900;

/** Frames that are all different, so that each tells its place; they fall, lest something audible breaks off at the end. */
const MARKED = Int16Array.from({ length: 30_000 }, (_, place) => AUDIBLE + 30_000 - place);
const placeOf = (sample: number | undefined) => AUDIBLE + 30_000 - (sample ?? 0);

let server: PulseServer;
beforeAll(async () => {
  server = await PulseServer.start();
  // Bun keeps changes of process.env to itself; libpulse reads the environment of the C library.
  const libc = dlopen("libc.so.6", {
    setenv: { args: ["cstring", "cstring", "i32"], returns: "i32" },
  });
  const text = (value: string) => new TextEncoder().encode(`${value}\0`);
  for (const [name, value] of Object.entries(server.env)) libc.symbols.setenv(text(name), text(value), 1);
});
afterAll(() => server?.[Symbol.asyncDispose]());

async function until(
  player: Player,
  what: string,
  condition: (state: PlayerState) => boolean,
): Promise<PlayerState> {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    const state = player.state();
    if (condition(state)) return state;
    if (performance.now() > deadline)
      throw new Error(`never ${what}: ${JSON.stringify(state)} ${player.failure}`);
    await Bun.sleep(2);
  }
}

/** A player with a device that runs. */
async function running(device = "", ringMs = 5000): Promise<Player> {
  const player = Player.open(loadParts().player, device, RATE, ringMs);
  await until(player, "ran", ({ condition }) => condition !== "opening");
  expect([player.state().condition, player.failure]).toEqual(["running", ""]);
  return player;
}

const played = (player: Player) =>
  until(player, "played all", ({ position, written }) => position === written);

/** What a recording holds, from the first audible frame to the last, silence within included. */
function stretch(recording: Recording): Int16Array {
  const samples = recording.samples();
  const isAudible = (sample: number) => sample > AUDIBLE;
  return samples.slice(samples.findIndex(isAudible), samples.findLastIndex(isAudible) + 1);
}

/** The same without silence: a machine that stands still for a while makes the server put some in. */
const heard = (recording: Recording) => stretch(recording).filter((sample) => sample !== 0);

/** Where two stretches of sound first differ, in words; "nowhere" when they are the same. */
function difference(found: Int16Array, expected: Int16Array): string {
  const at = expected.findIndex((sample, index) => sample !== found[index]);
  if (at === -1 && found.length === expected.length) return "nowhere";
  return `at ${at} of ${expected.length}: ${found[at]} for ${expected[at]}; ${found.length} frames`;
}

test("what is written is what is heard, frame by frame", async () => {
  using player = await running();
  await using recording = await server.record();
  const written = Int16Array.from([...MARKED, ...MARKED, ...MARKED, ...MARKED]);
  expect(player.write(written)).toBe(written.length);
  player.endUtterance();
  expect(player.deviceName).toBe("Test");
  await played(player);
  await recording.more(200);
  expect(difference(heard(recording), written)).toBe("nowhere");
  const { position, underruns, room } = player.state();
  expect({ position, underruns, room }).toEqual({ position: written.length, underruns: 0, room: 5 * RATE });
});

test("sound has no gaps, written in pieces or at once", async () => {
  using player = await running();
  const gapless = async () => {
    await using recording = await server.record();
    player.write(MARKED);
    for (let at = 0; at < MARKED.length; at += 960) player.write(MARKED.subarray(at, at + 960));
    player.endUtterance();
    await played(player);
    await recording.more(200);
    const all = stretch(recording);
    return all.length === 2 * MARKED.length && all.every((sample) => sample !== 0);
  };
  // What we do wrong happens every time; a machine that stands still for 30 ms does not.
  expect((await gapless()) || (await gapless()) || (await gapless())).toBe(true);
  expect(player.state().underruns).toBe(0);
});

test("the ring takes what there is room for, and the rest later", async () => {
  using player = await running("", 100);
  player.pause(true);
  expect(player.write(MARKED)).toBe(RATE / 10);
  expect(player.write(MARKED)).toBe(0);
  expect(player.state().room).toBe(0);
  player.pause(false);
  await until(player, "had room", ({ room }) => room >= 1000);
  expect(player.write(MARKED.subarray(0, 1000))).toBe(1000);
});

test("sound waits for 40 ms, or for the end of the utterance", async () => {
  using player = await running();
  player.write(MARKED.subarray(0, RATE / 25 - 1));
  await Bun.sleep(100);
  expect(player.state().position).toBe(0);
  player.endUtterance();
  await played(player);
  expect(player.state().underruns).toBe(0);
});

test("an utterance that runs dry is one underrun, its end is none", async () => {
  using player = await running();
  player.write(MARKED.subarray(0, 10_000));
  await until(player, "ran dry", ({ underruns }) => underruns > 0);
  await Bun.sleep(100);
  expect(player.state()).toMatchObject({ underruns: 1, position: 10_000 });
  player.write(MARKED.subarray(0, 10_000));
  player.endUtterance();
  await played(player);
  // The first frame of the next one is late, which nobody hears.
  player.write(MARKED.subarray(0, 100));
  await Bun.sleep(100);
  expect(player.state()).toMatchObject({ underruns: 1, position: 20_000 });
});

test("a flush is silent within 50 ms, and what follows begins with its first frame", async () => {
  using player = await running();
  await using recording = await server.record();
  player.write(MARKED);
  await until(player, "played for 300 ms", ({ position }) => position > 0.3 * RATE);
  const asked = performance.now();
  const before = player.state();
  player.flush();
  const lateMs = performance.now() - asked;
  expect(player.state()).toMatchObject({ position: MARKED.length, written: MARKED.length, underruns: 0 });
  await recording.more(300);
  // At the flush the sound was as far as `position`, less what the device still held of it.
  const sounding = before.position - before.latency;
  expect(heard(recording).length - sounding).toBeLessThan((0.05 + lateMs / 1000) * RATE);
  expect(before.latency).toBeGreaterThan(0);

  await using next = await server.record();
  player.write(MARKED);
  player.endUtterance();
  await played(player);
  await next.more(200);
  expect(difference(heard(next), MARKED)).toBe("nowhere");
  expect(player.state().underruns).toBe(0);
});

test("a pause holds the sound and loses nothing", async () => {
  using player = await running();
  await using recording = await server.record();
  player.write(MARKED);
  player.endUtterance();
  await until(player, "played for 200 ms", ({ position }) => position > 0.2 * RATE);
  player.pause(true);
  await recording.more(300);
  const held = player.state();
  await recording.more(100);
  expect(player.state()).toMatchObject({ position: held.position, underruns: 0 });
  player.pause(false);
  await played(player);
  await recording.more(200);
  const all = stretch(recording);
  // Much longer than what a machine that stands still may put in.
  const silence = all.findIndex((_, at) => all.subarray(at, at + 0.2 * RATE).every((sample) => sample === 0));
  const resumed = all.findIndex((sample, at) => at > silence && sample !== 0);
  const [left, right] = [silence - RAMP, resumed + RAMP];
  // Between the two there are the frames that fade, each once, and silence.
  expect(Math.abs(placeOf(all[right]) - placeOf(all[left]) - 2 * RAMP)).toBeLessThanOrEqual(2);
  const rest = all.subarray(right).filter((sample) => sample !== 0);
  expect(difference(rest, MARKED.subarray(placeOf(all[right])))).toBe("nowhere");
});

test("the volume scales the sound", async () => {
  using player = await running();
  player.setVolume(0.5);
  await using recording = await server.record();
  player.write(MARKED);
  player.endUtterance();
  await played(player);
  await recording.more(200);
  const halved = heard(recording);
  expect(halved.length).toBeGreaterThan(MARKED.length - 2 * AUDIBLE);
  expect(halved.findIndex((sample, at) => Math.abs(sample - (MARKED[at] ?? 0) / 2) > 1)).toBe(-1);
});

test("a device is found by its name, its identifier, or a part of its name", async () => {
  await server.addSink("desk", "Loudspeaker");
  for (const wanted of ["desk", "Loudspeaker", "LOUDSP"]) {
    using player = await running(wanted);
    expect(player.deviceName).toBe("Loudspeaker");
  }
  await server.addSink("shelf", "Loudspeakers");
  for (const [wanted, why] of [
    ["no such thing", "no such thing"],
    ["speaker", "several"],
  ] as const) {
    using player = Player.open(loadParts().player, wanted, RATE, 1000);
    await until(player, "failed", ({ condition }) => condition === "failed");
    expect(player.failure).toContain(why);
    expect(player.devices).toEqual(["Test", "Loudspeaker", "Loudspeakers"]);
  }
  await server.removeSink("shelf");
  await server.removeSink("desk");
});

test("when the device is taken away, the rest is played on another", async () => {
  await server.addSink("usb", "Headset");
  using player = await running("usb");
  player.write(MARKED);
  player.endUtterance();
  await until(player, "played for 200 ms", ({ position }) => position > 0.2 * RATE);
  await server.removeSink("usb");
  const { position } = await until(player, "was lost", ({ condition }) => condition === "lost");
  expect(player.failure).not.toBe("");
  await using recording = await server.record();
  player.reopen("tts");
  await played(player);
  await recording.more(200);
  const rest = heard(recording);
  // The sound goes on where it broke off, faded in; the quietest frames are below what counts as heard.
  const place = placeOf(rest[RAMP]);
  expect(difference(rest.subarray(RAMP), MARKED.subarray(place))).toBe("nowhere");
  expect(Math.abs(place - position - RAMP)).toBeLessThan(RAMP);
  expect(player.state().underruns).toBe(0);
});

test("when the server dies and comes back, the rest is played then", async () => {
  using player = await running();
  player.write(MARKED);
  player.endUtterance();
  await until(player, "played for 200 ms", ({ position }) => position > 0.2 * RATE);
  expect(() => player.reopen("")).toThrow(PlayerError);
  await server.kill();
  await until(player, "was lost", ({ condition }) => condition === "lost");
  player.reopen("");
  await until(player, "failed", ({ condition }) => condition === "failed");
  await server.restart();
  player.reopen("");
  await until(player, "ran again", ({ condition }) => condition === "running");
  await played(player);
  expect(player.failure).toBe("");
});

test("a lost player can be flushed, and is empty then", async () => {
  using player = await running();
  player.pause(true);
  player.write(MARKED);
  await server.kill();
  await until(player, "was lost", ({ condition }) => condition === "lost");
  player.flush();
  expect(player.state()).toMatchObject({ position: MARKED.length, room: 5 * RATE });
  await server.restart();
});

test("wrong arguments are refused with a sentence", async () => {
  const { player: library } = loadParts();
  expect(() => Player.open(library, "", 1000, 1000)).toThrow("rate");
  expect(() => Player.open(library, "", RATE, 1)).toThrow("ring");
  expect(() => Player.open(library, "a\0b", RATE, 1000)).toThrow("NUL");
  using player = await running();
  expect(() => player.setVolume(Number.NaN)).toThrow("gain");
  expect(() => player.setVolume(4.1)).toThrow("gain");
  expect(player.write(new Int16Array(0))).toBe(0);
});

/** Opens a player in a process with this sound server, waiting up to `limitMs`. */
async function openedWith(address: string, limitMs: number) {
  const child = Bun.spawn([process.execPath, OPENING, `${limitMs}`], {
    env: { ...process.env, PULSE_SERVER: address },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    timeout: LIMIT_MS,
  });
  const [out, err] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  expect([err, await child.exited]).toEqual(["", 0]);
  return JSON.parse(out);
}

test("without a sound server and a card it fails with a sentence, and stderr stays clean", async () => {
  expect(await openedWith("unix:/nonexistent/socket", LIMIT_MS)).toMatchObject({
    condition: "failed",
    failure: "PulseAudio cannot be reached, and ALSA: there is no playback device",
    devices: [],
  });
});

test("a server that does not answer keeps nobody from closing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tts-hanging-"));
  const socket = join(folder, "socket");
  const listener = Bun.listen({ unix: socket, socket: { data() {} } });
  try {
    const opened = await openedWith(`unix:${socket}`, 300);
    expect(opened.condition).toBe("opening");
    // libpulse itself would wait for 30 s.
    expect(opened.closeMs).toBeLessThan(5000);
  } finally {
    listener.stop(true);
    rmSync(folder, { recursive: true, force: true });
  }
});
