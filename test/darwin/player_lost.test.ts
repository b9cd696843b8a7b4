import { afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { z } from "zod";
import { PlayerError } from "../../ffi/player.ts";
import { RATE } from "./imitated_devices.ts";
import { difference, ImitatedMac, LIMIT_MS, MARKED } from "./imitated_mac_player.ts";

/** What becomes of the Apple player, and of its sound, when devices come and go or the sound service hangs. */
setDefaultTimeout(LIMIT_MS);

/** Frames of a change from silence to sound; see kRampSeconds in native/player_ring.cpp. */
const RAMP = 0.004 * RATE;
/** What player_stress.cpp tells. */
const Stress = z.object({ ran: z.number(), lost: z.number(), called: z.number(), misuses: z.number() });

let mac: ImitatedMac;
beforeAll(async () => {
  mac = await ImitatedMac.start();
});
afterEach(() => mac.cleanUp());

/** What was played on one device before it was left, and on the next one since, is MARKED, each frame once. */
function expectToGoOn(before: Int16Array, after: Int16Array): void {
  expect(difference(before, MARKED.subarray(0, before.length))).toBe("nowhere");
  // The rest fades in, so that it does not begin with a click.
  const rest = MARKED.subarray(before.length);
  expect(after.length).toBe(rest.length);
  expect(difference(after.subarray(RAMP), rest.subarray(RAMP))).toBe("nowhere");
}

describe("a device that must be left", () => {
  test("the default device changes: the rest is played on the new one, each frame once", async () => {
    const first = mac.devices.add("first");
    const second = mac.devices.add("second");
    using player = await mac.running();
    await mac.begin(player);
    mac.devices.makeDefault(second);
    expect(await mac.lost(player)).toBe("the system's default device has changed");
    player.reopen("");
    await mac.played(player, second);
    expect(player.deviceName).toBe("second");
    expectToGoOn(mac.heard(first), mac.heard(second));
    expect(player.state().underruns).toBe(0);
  });

  test("one that was asked for stays, whatever the default is", async () => {
    mac.devices.add("first");
    const wanted = mac.devices.add("wanted");
    const second = mac.devices.add("second");
    using player = await mac.running("wanted");
    await mac.begin(player);
    mac.devices.makeDefault(second);
    await mac.played(player, wanted);
    expect(player.state().condition).toBe("running");
    expect(difference(mac.heard(wanted), MARKED)).toBe("nowhere");
  });

  test.each(["", "usb"])(
    "one that is pulled out, asked for as %p: the default one goes on",
    async (asked) => {
      const usb = mac.devices.add("usb");
      const desk = mac.devices.add("desk");
      using player = await mac.running(asked);
      await mac.begin(player);
      expect(() => player.reopen("")).toThrow(PlayerError);
      mac.devices.remove(usb);
      expect(await mac.lost(player)).toBe("it was disconnected");
      player.reopen("");
      await mac.played(player, desk);
      expectToGoOn(mac.heard(usb), mac.heard(desk));
    },
  );

  test("the last one is pulled out: what waits is played when it comes back", async () => {
    const usb = mac.devices.add("usb");
    using player = await mac.running();
    await mac.begin(player);
    mac.devices.remove(usb);
    await mac.lost(player);
    player.reopen("");
    await mac.until(player, "failed", ({ condition }) => condition === "failed");
    const again = mac.devices.add("usb");
    player.reopen("");
    await mac.played(player, again);
    expectToGoOn(mac.heard(usb), mac.heard(again));
  });

  test("the sound service is started again: the device is opened again", async () => {
    const desk = mac.devices.add("desk");
    using player = await mac.running();
    await mac.begin(player);
    mac.devices.restartService();
    expect(await mac.lost(player)).toBe("the sound service was started again");
    player.reopen("");
    await mac.played(player, desk);
    expect(player.deviceName).toBe("desk");
  });

  test("a default that changes to another and back again is no change", async () => {
    const first = mac.devices.add("first");
    const second = mac.devices.add("second");
    using player = await mac.running();
    mac.devices.holdListeners(true);
    const called = mac.devices.count("called");
    mac.devices.makeDefault(second);
    mac.devices.makeDefault(first);
    mac.devices.holdListeners(false);
    await mac.comesToPass("listeners are called", () => mac.devices.count("called") === called + 2);
    await mac.begin(player);
    await mac.played(player, first);
    expect(player.state().condition).toBe("running");
    expect(difference(mac.heard(first), MARKED)).toBe("nowhere");
  });

  test("one that is no longer the default when it has been opened is not played on", async () => {
    mac.devices.add("first");
    const second = mac.devices.add("second");
    mac.devices.hang("AudioOutputUnitStart");
    using player = mac.open();
    await mac.comesToPass("the opening hangs", () => mac.devices.count("hanging") === 1);
    mac.devices.makeDefault(second);
    mac.devices.answer();
    await mac.until(player, "ran", ({ condition }) => condition === "running");
    expect(player.deviceName).toBe("second");
    expect(mac.devices.left).toMatchObject({ units: 1, running: 1, listeners: 3 });
  });

  test("a listener that is called after the player was closed does nothing", async () => {
    mac.devices.add("first");
    const second = mac.devices.add("second");
    const player = await mac.running();
    mac.devices.holdListeners(true);
    const called = mac.devices.count("called");
    mac.devices.makeDefault(second);
    player[Symbol.dispose]();
    await mac.comesToPass("no listener is left", () => mac.devices.left.listeners === 0);
    using next = await mac.running();
    mac.devices.holdListeners(false);
    await mac.comesToPass("the listener is called", () => mac.devices.count("called") > called);
    await mac.begin(next);
    expect(next.state().condition).toBe("running");
  });
});

describe("a sound service that does not answer", () => {
  test.each([
    ["AudioObjectSetPropertyData", 0],
    ["AudioObjectGetPropertyDataSize", 0],
    ["AudioObjectGetPropertyData", 0],
    ["AudioComponentInstanceNew", 0],
    ["AudioUnitSetProperty", 0],
    ["AudioUnitInitialize", 0],
    ["AudioOutputUnitStart", 1],
    ["AudioObjectAddPropertyListener", 1],
  ])("in %s: one that is closed meanwhile goes no further, and leaves nothing", async (name, starts) => {
    mac.devices.add("desk");
    mac.devices.hang(name);
    const before = mac.devices.count("starts");
    const player = mac.open();
    await mac.comesToPass("the opening hangs", () => mac.devices.count("hanging") === 1);
    expect(player.state().condition).toBe("opening");
    // Returns although the opening hangs.
    player[Symbol.dispose]();
    mac.devices.answer();
    await mac.nothingIsLeft();
    expect(mac.devices.count("starts")).toBe(before + starts);
  });

  test("it is given up after a while, and opened when it answers", async () => {
    const desk = mac.devices.add("desk");
    mac.devices.hang();
    using player = mac.open();
    player.write(MARKED);
    player.endUtterance();
    await mac.until(player, "failed", ({ condition }) => condition === "failed");
    expect(player.failure).toBe("the sound server does not answer");
    mac.devices.answer();
    player.reopen("");
    await mac.played(player, desk);
    expect(difference(mac.heard(desk), MARKED)).toBe("nowhere");
  });

  test("a device that plays can be closed meanwhile, and is given back later", async () => {
    mac.devices.add("desk");
    const player = await mac.running();
    mac.devices.hang();
    player[Symbol.dispose]();
    expect(mac.devices.left).toMatchObject({ units: 1 });
  });
});

test("200 players, opened and closed, leave nothing", async () => {
  mac.devices.add("desk");
  const starts = mac.devices.count("starts");
  for (let i = 0; i < 200; i++) {
    using player = await mac.running();
    player.write(MARKED.subarray(0, 1000));
    player.endUtterance();
  }
  expect(mac.devices.count("starts")).toBe(starts + 200);
  await mac.nothingIsLeft();
});

test("nothing is used after its end or lost while devices come and go, says valgrind", async () => {
  const child = Bun.spawn(
    [
      ...["valgrind", "--quiet", "--error-exitcode=9", "--leak-check=full"],
      ...["--show-leak-kinds=definite,indirect", "--errors-for-leak-kinds=definite,indirect"],
      ...[mac.built.stress, "100"],
    ],
    { stdin: "ignore", stdout: "pipe", stderr: "pipe", timeout: LIMIT_MS, killSignal: "SIGKILL" },
  );
  const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  expect([err, code]).toEqual(["", 0]);
  const { ran, lost, called, misuses } = Stress.parse(JSON.parse(out));
  expect(misuses).toBe(0);
  // Otherwise the program has not gone where it was sent.
  for (const count of [ran, lost, called]) expect(count).toBeGreaterThan(10);
});
