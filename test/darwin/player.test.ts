import { afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { RATE } from "./imitated_devices.ts";
import {
  difference,
  fourCharacters,
  ImitatedMac,
  isSilent,
  LIMIT_MS,
  MARKED,
} from "./imitated_mac_player.ts";

/** The Apple player through ffi/player.ts, over stand-ins for CoreAudio and AudioToolbox. */
setDefaultTimeout(LIMIT_MS);

const TWICE = Int16Array.from([...MARKED, ...MARKED]);

let mac: ImitatedMac;
beforeAll(async () => {
  mac = await ImitatedMac.start();
});
afterEach(() => mac.cleanUp());

describe("sound", () => {
  test("what is written is what is heard on both sides, frame by frame", async () => {
    const desk = mac.devices.add("desk", { name: "Loudspeaker" });
    using player = await mac.running();
    expect(player.deviceName).toBe("Loudspeaker");
    expect(player.write(TWICE)).toBe(TWICE.length);
    player.endUtterance();
    await mac.played(player, desk);
    expect(difference(mac.heard(desk), TWICE)).toBe("nowhere");
    expect(player.state()).toMatchObject({ position: TWICE.length, underruns: 0, room: 5 * RATE });
  });

  test("the device is awake before the first word, and plays silence", async () => {
    const desk = mac.devices.add("desk");
    using _ = await mac.running();
    await mac.playsOn(desk, RATE / 10);
    expect(mac.heard(desk)).toHaveLength(0);
  });

  test.each([
    { rate: 48_000, channels: 2, buffer: 480, latency: 580 },
    { rate: 44_100, channels: 2, buffer: 441, latency: 588 },
    { rate: 96_000, channels: 2, buffer: 960, latency: 530 },
    { rate: 192_000, channels: 8, buffer: 1920, latency: 505 },
    { rate: 16_000, channels: 2, buffer: 160, latency: 780 },
  ])("a device of $rate Hz: buffers of 10 ms, and what lies behind them is told", async (device) => {
    const id = mac.devices.add("device", device);
    using player = await mac.running();
    expect(mac.devices.bufferFrames(id)).toBe(device.buffer);
    // Buffer, safety offset and the latencies of device and stream, 100 frames without the buffer, at our rate.
    expect(player.state().latency).toBe(device.latency);
    player.write(MARKED);
    player.endUtterance();
    await mac.played(player, id);
    expect(difference(mac.heard(id), MARKED)).toBe("nowhere");
  });

  test("a device that keeps its own buffer plays all the same", async () => {
    const desk = mac.devices.add("desk", { rate: 16_000 });
    mac.devices.fail("kAudioDevicePropertyBufferFrameSize", fourCharacters("nope"));
    using player = await mac.running();
    expect(mac.devices.bufferFrames(desk)).toBe(512);
    expect(player.state().latency).toBe((512 + 100) * 3);
    player.write(MARKED);
    player.endUtterance();
    await mac.played(player, desk);
    expect(difference(mac.heard(desk), MARKED)).toBe("nowhere");
  });

  test("a flush is silent within 50 ms, and what follows begins with its first frame", async () => {
    const desk = mac.devices.add("desk");
    using player = await mac.running();
    await mac.begin(player);
    const asked = performance.now();
    const before = player.state();
    player.flush();
    const lateMs = performance.now() - asked;
    expect(player.state()).toMatchObject({ position: MARKED.length, underruns: 0 });
    await mac.playsOn(desk, RATE / 10);
    const ended = mac.heard(desk).length;
    expect(ended - before.position + before.latency).toBeLessThan((0.05 + lateMs / 1000) * RATE);
    expect(isSilent(mac.latest(desk, 0.05 * RATE))).toBe(true);
    const next = mac.devices.played(desk);
    player.write(MARKED);
    player.endUtterance();
    await mac.played(player, desk);
    expect(difference(mac.heard(desk, next), MARKED)).toBe("nowhere");
  });

  test("a pause holds the sound, and the device goes on", async () => {
    const desk = mac.devices.add("desk");
    using player = await mac.running();
    await mac.begin(player);
    player.pause(true);
    await mac.playsOn(desk, RATE / 10);
    const held = player.state();
    expect(held.position).toBeLessThan(MARKED.length);
    expect(isSilent(mac.latest(desk, RATE / 50))).toBe(true);
    player.pause(false);
    await mac.played(player, desk);
    expect(player.state()).toMatchObject({ position: MARKED.length, underruns: 0 });
  });
});

describe("which device", () => {
  test("one is found by its name, its identifier, or a part of its name", async () => {
    mac.devices.add("built-in", { name: "MacBook のスピーカー" });
    mac.devices.add("usb:1", { name: "Headset" });
    for (const wanted of ["usb:1", "Headset", "HEADS"]) {
      using player = await mac.running(wanted);
      expect(player.deviceName).toBe("Headset");
    }
    using player = await mac.running("のスピーカー");
    expect(player.deviceName).toBe("MacBook のスピーカー");
  });

  test("without a name it is the default one", async () => {
    mac.devices.add("first");
    mac.devices.makeDefault(mac.devices.add("second"));
    using player = await mac.running();
    expect(player.deviceName).toBe("second");
  });

  test.each([
    ["no such thing", 'there is no playback device "no such thing"'],
    ["microphone", 'there is no playback device "microphone"'],
    ["speaker", 'several playback devices have "speaker" in their names'],
  ])("%s: those that play are listed", async (wanted, failure) => {
    mac.devices.add("mic", { name: "Microphone", channels: 0 });
    mac.devices.add("a", { name: "Loudspeaker" });
    mac.devices.add("b", { name: "Speakers" });
    mac.devices.add("c", { name: "Twin" });
    mac.devices.add("d", { name: "Twin" });
    expect(await mac.failing(wanted)).toEqual({ failure, devices: ["Loudspeaker", "Speakers", "c", "d"] });
  });

  test("without any it fails, and plays once there is one", async () => {
    mac.devices.add("mic", { channels: 0 });
    using player = mac.open();
    await mac.until(player, "failed", ({ condition }) => condition === "failed");
    expect(player.failure).toBe("there is no playback device");
    const desk = mac.devices.add("desk");
    player.write(MARKED);
    player.endUtterance();
    player.reopen("");
    await mac.played(player, desk);
    expect(difference(mac.heard(desk), MARKED)).toBe("nowhere");
  });
});

describe("an opening that fails says why", () => {
  test.each([
    [
      "AudioObjectGetPropertyDataSize",
      fourCharacters("stop"),
      "the devices cannot be listed (CoreAudio: 'stop', the sound service does not run)",
    ],
    ["AudioComponentInstanceNew", -50, "CoreAudio's output unit cannot be made (CoreAudio: -50)"],
    [
      "AudioUnitSetProperty",
      fourCharacters("!dev"),
      "\"desk\": it cannot be opened (CoreAudio: '!dev', the device is not there any more)",
    ],
    [
      "AudioUnitInitialize",
      -10_875,
      '"desk": it cannot be opened (CoreAudio: -10875, the device could not be prepared)',
    ],
    [
      "AudioOutputUnitStart",
      fourCharacters("!hog"),
      "\"desk\": it cannot be started (CoreAudio: '!hog', another program has the device to itself)",
    ],
    [
      "AudioObjectAddPropertyListener",
      fourCharacters("what"),
      "the device cannot be watched (CoreAudio: 'what')",
    ],
  ])("%s", async (name, status, sentence) => {
    mac.devices.add("desk");
    mac.devices.fail(name, status);
    expect((await mac.failing()).failure).toBe(sentence);
    using player = await mac.running();
    expect(player.deviceName).toBe("desk");
  });
});
