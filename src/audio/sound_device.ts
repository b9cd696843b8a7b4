import type { Player } from "../../ffi/player.ts";
import { now } from "../clock.ts";
import { AppError } from "../errors.ts";

/** A sound server that has not answered by then will not. */
const OPEN_LIMIT_MS = 5000;
const POLL_MS = 10;
/** A device that went away is looked for so long: a sound server that restarts needs a second or two. */
const REOPEN_LIMIT_MS = 5000;
const REOPEN_PAUSE_MS = 250;
/** A device that takes no frame for so long, though some wait, hangs: a sound server that is frozen or suspended. */
const STALL_LIMIT_MS = 10_000;

const ELSEWHERE =
  process.platform === "darwin"
    ? "pass --output FILE.wav to write a file"
    : "pass --output FILE.wav to write a file, or pipe the sound: --output - | aplay -t raw -f S16_LE -r 48000 -c 1";

/** The device behind a player: waits for it, and finds another when it goes away. Ends the player with itself. */
export class SoundDevice {
  readonly #player: Player;
  readonly #wanted: string;
  readonly #onTrouble: (line: string) => void;
  #name = "";
  /** Where the device was when it last moved, and when we last looked: between utterances nobody does. */
  #progress = { position: 0, at_ms: 0, looked_ms: Number.NEGATIVE_INFINITY };
  #isPaused = false;
  #isClosed = false;

  /**
   * @param wanted the name it was opened by; empty for the default one
   * @param onTrouble told in one line what happened to the device
   */
  constructor(player: Player, wanted: string, onTrouble: (line: string) => void) {
    this.#player = player;
    this.#wanted = wanted;
    this.#onTrouble = onTrouble;
  }

  /** The name of the device that is played on; known once opened. */
  get name(): string {
    return this.#name;
  }

  /**
   * Resolves when the device plays.
   *
   * @throws AppError DEVICE_UNKNOWN or DEVICE_MISSING
   */
  async open(): Promise<void> {
    const condition = await this.#opened(OPEN_LIMIT_MS);
    if (this.#isClosed) return;
    this.#name = this.#player.deviceName;
    if (condition === "running") return;
    const { devices } = this.#player;
    if (this.#wanted !== "" && devices.length > 0)
      throw new AppError("DEVICE_UNKNOWN", {
        what: `the sound device ${JSON.stringify(this.#wanted)} cannot be used`,
        why: this.#player.failure,
        fix: `the devices here are: ${devices.join("; ")}. Pass one of them, or a part of its name, to --device`,
      });
    throw new AppError("DEVICE_MISSING", {
      what: "there is no sound device to play on",
      why: condition === "failed" ? this.#player.failure : "the sound server does not answer",
      fix: ELSEWHERE,
    });
  }

  /** Holds the sound, or goes on with it. */
  pause(on: boolean): void {
    this.#isPaused = on;
    this.#player.pause(on);
    // For as long as it was held, it did not have to move.
    if (!on) this.#progress.looked_ms = Number.NEGATIVE_INFINITY;
  }

  close(): void {
    this.#isClosed = true;
    this.#player[Symbol.dispose]();
  }

  /**
   * Goes on with the default device when the one in use went away. To be called while frames wait for the device.
   *
   * @throws AppError DEVICE_LOST when there is none, or the device takes no frames
   */
  async keep(): Promise<void> {
    if (this.#isClosed) return;
    const { condition, position } = this.#player.state();
    if (condition === "running" && !this.#isPaused) this.#checkProgress(position);
    if (condition !== "lost") return;
    const name = this.#name;
    this.#onTrouble(`the sound device ${name} went away (${this.#player.failure}); trying the default one`);
    const deadline = now() + REOPEN_LIMIT_MS;
    while (!this.#isClosed) {
      this.#player.reopen("");
      if ((await this.#opened(OPEN_LIMIT_MS)) === "running" || this.#isClosed) break;
      if (now() > deadline)
        throw new AppError("DEVICE_LOST", {
          what: `the sound device ${name} went away, and there is no other`,
          why: this.#player.failure,
          fix: `connect one and start again, or ${ELSEWHERE}`,
        });
      await Bun.sleep(REOPEN_PAUSE_MS);
    }
    if (this.#isClosed) return;
    this.#name = this.#player.deviceName;
    this.#onTrouble(`playing on ${this.#name}`);
  }

  /** Waits until the device is open or cannot be opened, for so long at most. */
  async #opened(limitMs: number): Promise<string> {
    const deadline = now() + limitMs;
    for (;;) {
      const { condition } = this.#isClosed ? { condition: "closed" } : this.#player.state();
      if (condition !== "opening" || now() > deadline) return condition;
      await Bun.sleep(POLL_MS);
    }
  }

  #checkProgress(position: number): void {
    const isFirstLook = now() - this.#progress.looked_ms > STALL_LIMIT_MS / 2;
    if (position !== this.#progress.position || isFirstLook)
      this.#progress = { position, at_ms: now(), looked_ms: now() };
    this.#progress.looked_ms = now();
    if (now() - this.#progress.at_ms > STALL_LIMIT_MS)
      throw new AppError("DEVICE_LOST", {
        what: `the sound device ${this.#name} does not play`,
        why: `it has taken no sound for ${STALL_LIMIT_MS / 1000} s`,
        fix: `wake it up or choose another with --device, or ${ELSEWHERE}`,
      });
  }
}
