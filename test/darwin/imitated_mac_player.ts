import { expect } from "bun:test";
import { Player, type PlayerState } from "../../ffi/player.ts";
import { type ApplePlayerOnLinux, applePlayerOnLinux } from "../../scripts/setup/audio_standins.ts";
import { withComponents } from "../../scripts/setup/component.ts";
import { appleTools } from "../../scripts/setup/standins.ts";
import { ImitatedDevices, RATE } from "./imitated_devices.ts";

/** Ends a hang; nothing is judged by it. */
export const LIMIT_MS = 60_000;

/** Frames that are all different and none silent, so that each tells its place; the last is too quiet to fade. */
export const MARKED = Int16Array.from({ length: 30_000 }, (_, place) => 30_000 - place);

/** Where two stretches of sound first differ, in words; "nowhere" when they are the same. */
export function difference(found: Int16Array, expected: Int16Array): string {
  const at = expected.findIndex((sample, index) => sample !== found[index]);
  if (at === -1 && found.length === expected.length) return "nowhere";
  return `at ${at} of ${expected.length}: ${found[at]} for ${expected[at]}; ${found.length} frames`;
}

/** An OSStatus that is written as four characters. */
export function fourCharacters(name: string): number {
  return new DataView(new TextEncoder().encode(name).buffer).getInt32(0);
}

export const isSilent = (pcm: Int16Array) => pcm.every((sample) => sample === 0);

/** The Apple player on an imitated Mac without any device at first. */
export class ImitatedMac {
  readonly built: ApplePlayerOnLinux;
  readonly devices: ImitatedDevices;

  private constructor(built: ApplePlayerOnLinux) {
    this.built = built;
    this.devices = new ImitatedDevices(built.library);
  }

  /** Builds the player when it is missing. */
  static async start(): Promise<ImitatedMac> {
    await appleTools();
    return new ImitatedMac(await withComponents(applePlayerOnLinux));
  }

  /** Waits for players to be gone, takes all devices away, and expects that nothing was done wrong. */
  async cleanUp(): Promise<void> {
    this.devices.answer();
    this.devices.holdListeners(false);
    await this.nothingIsLeft();
    this.devices.removeAll();
    expect(this.devices.count("misuses")).toBe(0);
  }

  async nothingIsLeft(): Promise<void> {
    await this.comesToPass("nothing is left", () =>
      Object.values(this.devices.left).every((count) => count === 0),
    );
  }

  async comesToPass(what: string, condition: () => boolean): Promise<void> {
    const deadline = performance.now() + LIMIT_MS / 2;
    while (!condition()) {
      if (performance.now() > deadline)
        throw new Error(`it never came to pass that ${what}: ${JSON.stringify(this.devices.left)}`);
      await Bun.sleep(2);
    }
  }

  open(device = ""): Player {
    return Player.open(this.built.library, device, RATE, 5000);
  }

  async until(
    player: Player,
    what: string,
    condition: (state: PlayerState) => boolean,
  ): Promise<PlayerState> {
    await this.comesToPass(`the player ${what}`, () => condition(player.state()));
    return player.state();
  }

  /** A player with a device that runs. */
  async running(device = ""): Promise<Player> {
    const player = this.open(device);
    await this.until(player, "opened", ({ condition }) => condition !== "opening");
    expect([player.state().condition, player.failure]).toEqual(["running", ""]);
    return player;
  }

  /** What a player tells that cannot open its device. */
  async failing(device = ""): Promise<{ failure: string; devices: string[] }> {
    using player = this.open(device);
    await this.until(player, "opened", ({ condition }) => condition !== "opening");
    expect(player.state().condition).toBe("failed");
    return { failure: player.failure, devices: player.devices };
  }

  /** Waits until a player has lost its device; says why. */
  async lost(player: Player): Promise<string> {
    await this.until(player, "was lost", ({ condition }) => condition === "lost");
    return player.failure;
  }

  /** Writes MARKED and waits until a part of it has left the ring. */
  async begin(player: Player): Promise<void> {
    player.write(MARKED);
    player.endUtterance();
    await this.until(player, "played for 200 ms", ({ position }) => position > 0.2 * RATE);
  }

  /** Waits until a device has played all that was written. */
  async played(player: Player, device: number): Promise<void> {
    await this.until(player, "played all", ({ position, written }) => position === written);
    // A buffer has left the ring before the device has played it.
    await this.playsOn(device, 0);
  }

  /** Waits until a device has played more than so many frames from now on. */
  async playsOn(device: number, frames: number): Promise<void> {
    const from = this.devices.played(device);
    await this.comesToPass("the device plays on", () => this.devices.played(device) > from + frames);
  }

  /** Frames of one side of a device that are no silence; both sides have played the same. */
  heard(device: number, from = 0): Int16Array {
    const { left, right } = this.devices.heard(device, from);
    expect(left.findIndex((sample, at) => sample !== right[at])).toBe(-1);
    return left.filter((sample) => sample !== 0);
  }

  /** The last frames that one side of a device has played. */
  latest(device: number, frames: number): Int16Array {
    return this.devices.heard(device, this.devices.played(device) - frames).left;
  }
}
