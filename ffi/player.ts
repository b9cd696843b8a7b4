import type { Library, Pointer } from "bun:ffi";
import { openLibrary } from "./library.ts";

const TTS_PLAYER_ABI = 1;

/** Conditions of the device, by their numbers in native/player.h. */
const CONDITIONS = ["opening", "running", "lost", "failed"] as const;
const STATE_VALUES = 7;
const DEVICE_NAME = 0;
const FAILURE = 1;
const DEVICES = 2;

const symbols = {
  // uint32_t tts_player_abi(void);
  tts_player_abi: { args: [], returns: "u32" },
  // int32_t tts_player_open(const char *device, uint32_t device_bytes, uint32_t rate, uint32_t ring_ms, tts_player **out);
  tts_player_open: { args: ["buffer", "u32", "u32", "u32", "buffer"], returns: "i32" },
  // int32_t tts_player_reopen(tts_player *player, const char *device, uint32_t device_bytes);
  tts_player_reopen: { args: ["ptr", "buffer", "u32"], returns: "i32" },
  // void tts_player_close(tts_player *player);
  tts_player_close: { args: ["ptr"], returns: "void" },
  // int32_t tts_player_write(tts_player *player, const int16_t *pcm, uint32_t frames, uint32_t *written);
  tts_player_write: { args: ["ptr", "buffer", "u32", "buffer"], returns: "i32" },
  // int32_t tts_player_end_utterance(tts_player *player);
  tts_player_end_utterance: { args: ["ptr"], returns: "i32" },
  // int32_t tts_player_flush(tts_player *player);
  tts_player_flush: { args: ["ptr"], returns: "i32" },
  // int32_t tts_player_pause(tts_player *player, int32_t on);
  tts_player_pause: { args: ["ptr", "i32"], returns: "i32" },
  // int32_t tts_player_volume(tts_player *player, double gain);
  tts_player_volume: { args: ["ptr", "f64"], returns: "i32" },
  // int32_t tts_player_state(tts_player *player, uint64_t *values);
  tts_player_state: { args: ["ptr", "buffer"], returns: "i32" },
  // uint32_t tts_player_about(tts_player *player, uint32_t what, char *text, uint32_t capacity);
  tts_player_about: { args: ["ptr", "u32", "buffer", "u32"], returns: "u32" },
  // uint32_t tts_player_last_error(char *text, uint32_t capacity);
  tts_player_last_error: { args: ["buffer", "u32"], returns: "u32" },
} as const;

/** What a player is doing; all numbers are of one moment. Positions count frames since the player was opened. */
export interface PlayerState {
  condition: (typeof CONDITIONS)[number];
  /** Where the next frame that is written goes. */
  written: number;
  /** The first frame that the device has not taken. */
  position: number;
  /** Time since the device took the frames before `position`, in ms. */
  positionAgeMs: number;
  /** Frames between the ring and the sound, as far as is known. */
  latency: number;
  /** Frames that {@link Player.write} would take now. */
  room: number;
  /** Times that the ring ran empty inside an utterance after its first frame. */
  underruns: number;
}

/** A call that the library refused; the message is its own sentence. */
export class PlayerError extends Error {
  override readonly name = "PlayerError";
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** bun:ffi takes no empty typed array as a pointer; the length of 0 beside it keeps this byte from being read. */
const NOTHING = new Uint8Array(1);
const orNothing = <T extends Uint8Array | Int16Array>(data: T) => (data.length === 0 ? NOTHING : data);

/**
 * A player: PCM frames in, sound on a device out. The device is opened, and empties the ring, on threads of the
 * library, so that no call here waits for it; {@link Player.state} tells how it is. See native/player.h.
 */
export class Player implements Disposable {
  readonly #library: Library<typeof symbols>;
  #handle: Pointer | null;
  readonly #count = new Uint32Array(1);
  readonly #values = new BigUint64Array(STATE_VALUES);

  private constructor(library: Library<typeof symbols>, handle: Pointer) {
    this.#library = library;
    this.#handle = handle;
  }

  /**
   * Loads the player library and begins to open a device.
   *
   * @param library path of the player library
   * @param device name or identifier of a device, or a part of its name that no other has; empty for the default one
   * @param rate of the frames, in Hz; 8,000 to 192,000
   * @param ringMs what the ring holds, in ms; 100 to 60,000
   * @throws AppError PARTS_ABI when the library does not fit
   * @throws PlayerError when an argument is refused, or there is no memory
   */
  static open(library: string, device: string, rate: number, ringMs: number): Player {
    const shim = openLibrary(library, symbols, "tts_player_abi", TTS_PLAYER_ABI);
    const name = encoder.encode(device);
    const out = new BigUint64Array(1);
    const status = shim.symbols.tts_player_open(orNothing(name), name.length, rate, ringMs, out);
    if (status < 0) throw new PlayerError(lastError(shim));
    return new Player(shim, Number(out[0]) as Pointer);
  }

  get #live(): Pointer {
    if (this.#handle === null) throw new Error("Player used after dispose");
    return this.#handle;
  }

  /**
   * Begins to open another device, or the same one again, once the last one is lost or has failed. What waits in the
   * ring is played on it.
   *
   * @param device as for {@link Player.open}
   * @throws PlayerError while the device is being opened or is running
   */
  reopen(device: string): void {
    const name = encoder.encode(device);
    this.#check(this.#library.symbols.tts_player_reopen(this.#live, orNothing(name), name.length));
  }

  /**
   * Puts frames into the ring, as many as there is room for, without waiting. Sound begins when 40 ms have been written
   * or the utterance has ended.
   *
   * @param pcm one sample a frame
   * @returns how many frames were taken
   */
  write(pcm: Int16Array): number {
    this.#check(this.#library.symbols.tts_player_write(this.#live, orNothing(pcm), pcm.length, this.#count));
    return this.#count[0] ?? 0;
  }

  /** Says that the frames written so far complete an utterance: if the ring runs empty after them, it is no underrun. */
  endUtterance(): void {
    this.#check(this.#library.symbols.tts_player_end_utterance(this.#live));
  }

  /** Falls silent within 50 ms: drops the frames that wait and ends the utterance. Later frames are played. */
  flush(): void {
    this.#check(this.#library.symbols.tts_player_flush(this.#live));
  }

  /** Holds the sound, or goes on with it; frames wait meanwhile. */
  pause(on: boolean): void {
    this.#check(this.#library.symbols.tts_player_pause(this.#live, on ? 1 : 0));
  }

  /**
   * @param gain 1.0 leaves samples as they are; 0.0 to 4.0, limited to the range of 16 bits
   * @throws PlayerError when it is out of range
   */
  setVolume(gain: number): void {
    this.#check(this.#library.symbols.tts_player_volume(this.#live, gain));
  }

  state(): PlayerState {
    this.#check(this.#library.symbols.tts_player_state(this.#live, this.#values));
    const [condition = 0, written = 0, position = 0, age = 0, latency = 0, room = 0, underruns = 0] =
      Array.from(this.#values, Number);
    return {
      condition: CONDITIONS[condition] ?? "failed",
      written,
      position,
      positionAgeMs: age / 1e6,
      latency,
      room,
      underruns,
    };
  }

  /** The device in use, by the name that people know; empty unless it is running. */
  get deviceName(): string {
    return this.#about(DEVICE_NAME);
  }

  /** Why the device is lost or has failed, as a sentence; empty otherwise. */
  get failure(): string {
    return this.#about(FAILURE);
  }

  /** Names of all playback devices, as found by the last attempt to open one if that has failed. */
  get devices(): string[] {
    return this.#about(DEVICES)
      .split("\n")
      .filter((line) => line !== "");
  }

  /** Silences and frees the player, in well under a second even when its device does not answer. */
  [Symbol.dispose](): void {
    const handle = this.#handle;
    this.#handle = null;
    if (handle !== null) this.#library.symbols.tts_player_close(handle);
  }

  #about(what: number): string {
    const call = this.#library.symbols.tts_player_about;
    // A thread of the library may change the text between two calls.
    for (let bytes = new Uint8Array(256); ; ) {
      const needed = call(this.#live, what, bytes, bytes.length);
      if (needed <= bytes.length) return decoder.decode(bytes.subarray(0, needed));
      bytes = new Uint8Array(needed);
    }
  }

  #check(status: number): void {
    if (status < 0) throw new PlayerError(lastError(this.#library));
  }
}

/** The library's sentence about the last failure on this thread. */
function lastError(library: Library<typeof symbols>): string {
  const needed = library.symbols.tts_player_last_error(NOTHING, 0);
  const text = new Uint8Array(needed);
  library.symbols.tts_player_last_error(orNothing(text), needed);
  return decoder.decode(text);
}
