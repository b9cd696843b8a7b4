import { dlopen } from "bun:ffi";

/** Frames a second of the player's sound. */
export const RATE = 48_000;

/** What {@link ImitatedDevices.count} counts, by its number in standins/audio/control.h. */
const COUNTED = {
  units: 0,
  running: 1,
  listeners: 2,
  strings: 3,
  threads: 4,
  starts: 5,
  called: 6,
  misuses: 7,
  hanging: 8,
} as const;
/** What a player that was closed leaves none of. */
const LEFT = ["units", "running", "listeners", "strings", "threads"] as const;

const symbols = {
  standin_add_device: { args: ["cstring", "cstring", "u32", "f64"], returns: "u32" },
  standin_remove_device: { args: ["u32"], returns: "void" },
  standin_set_default: { args: ["u32"], returns: "void" },
  standin_restart_service: { args: [], returns: "void" },
  standin_heard: { args: ["u32", "u64", "buffer", "u64"], returns: "u64" },
  standin_fail: { args: ["cstring", "i32"], returns: "void" },
  standin_hang: { args: ["cstring"], returns: "void" },
  standin_hold_listeners: { args: ["i32"], returns: "void" },
  standin_count: { args: ["u32"], returns: "u64" },
  standin_buffer_frames: { args: ["u32"], returns: "u32" },
} as const;

const text = (value: string) => new TextEncoder().encode(`${value}\0`);

/** The sound devices of an imitated Mac; see standins/audio/control.h. One for a process, as the library is. */
export class ImitatedDevices {
  readonly #symbols;
  #added: number[] = [];

  /** @param library the Apple player with the stand-ins in it */
  constructor(library: string) {
    this.#symbols = dlopen(library, symbols).symbols;
  }

  /** Adds a device and returns its number; the first that plays becomes the default. */
  add(uid: string, { name = uid, channels = 2, rate = RATE } = {}): number {
    const device = this.#symbols.standin_add_device(text(uid), text(name), channels, rate);
    this.#added.push(device);
    return device;
  }

  remove(device: number): void {
    this.#symbols.standin_remove_device(device);
  }

  removeAll(): void {
    for (const device of this.#added) this.remove(device);
    this.#added = [];
  }

  makeDefault(device: number): void {
    this.#symbols.standin_set_default(device);
  }

  restartService(): void {
    this.#symbols.standin_restart_service();
  }

  /** The next call of a function, or the next setting of a property, by its name, fails with an OSStatus. */
  fail(name: string, status: number): void {
    this.#symbols.standin_fail(text(name), status);
  }

  /** From now on calls of a function wait, or of every function. */
  hang(name = "*"): void {
    this.#symbols.standin_hang(text(name));
  }

  /** Calls that {@link hang} holds go on. */
  answer(): void {
    this.#symbols.standin_hang(text(""));
  }

  /** While on, listeners that are to be called wait, even when they are taken away. */
  holdListeners(on: boolean): void {
    this.#symbols.standin_hold_listeners(on ? 1 : 0);
  }

  count(what: keyof typeof COUNTED): number {
    return Number(this.#symbols.standin_count(COUNTED[what]));
  }

  /** What players have not given back, by number. */
  get left(): Record<(typeof LEFT)[number], number> {
    const [units, running, listeners, strings, threads] = LEFT.map((what) => this.count(what));
    return {
      units: units ?? 0,
      running: running ?? 0,
      listeners: listeners ?? 0,
      strings: strings ?? 0,
      threads: threads ?? 0,
    };
  }

  bufferFrames(device: number): number {
    return this.#symbols.standin_buffer_frames(device);
  }

  /** Frames that a device has played since it was added, silence included. */
  played(device: number): number {
    return Number(this.#symbols.standin_heard(device, 0, new Int16Array(2), 0));
  }

  /** What each side of a device has played from a frame on. */
  heard(device: number, from = 0): { left: Int16Array; right: Int16Array } {
    const frames = Math.max(0, this.played(device) - from);
    const pairs = new Int16Array(2 * frames + 2);
    this.#symbols.standin_heard(device, from, pairs, frames);
    const side = (first: number) => Int16Array.from({ length: frames }, (_, i) => pairs[2 * i + first] ?? 0);
    return { left: side(0), right: side(1) };
  }
}
