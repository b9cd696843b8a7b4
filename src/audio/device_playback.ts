import { Player } from "../../ffi/player.ts";
import { now } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { Clause } from "../speech/clause.ts";
import type { SoundStep } from "../speech/sound.ts";
import type { Work } from "../work.ts";
import type { Listener, Playback } from "./playback.ts";
import { OUTPUT_RATE } from "./sink.ts";

/** Sound that has been handed over for good; longer than any pause of our event loop. */
const RING_MS = 2000;
/** How often we look what has been heard; the exact time is reckoned from the device's position. */
const POLL_MS = 10;
/** A sound server that has not answered by then will not. */
const OPEN_LIMIT_MS = 5000;
/** A device that went away is looked for so long: a sound server that restarts needs a second or two. */
const REOPEN_LIMIT_MS = 5000;
const REOPEN_PAUSE_MS = 250;
/** A device that takes no frame for so long, though some wait, hangs: a sound server that is frozen or suspended. */
const STALL_LIMIT_MS = 10_000;

const FRAMES_PER_MS = OUTPUT_RATE / 1000;
const ELSEWHERE =
  "pass --output FILE.wav to write a file, or pipe the sound: --output - | aplay -t raw -f S16_LE -r 48000 -c 1";

/** Something to tell when the frame at `position` is heard. */
interface Mark {
  readonly position: number;
  readonly kind: "clause-start" | "clause-end" | "utterance-end";
  readonly tell: (heard_ms: number) => void;
}

/** Plays on a sound device. When it goes away the default one goes on with what has not sounded. */
export class DevicePlayback implements Playback {
  readonly #player: Player;
  readonly #listener: Listener;
  readonly #onTrouble: (line: string) => void;
  readonly #wanted: string;
  #marks: Mark[] = [];
  /** The clause whose frames are being written, and the one that is heard. */
  #writing: Clause | null = null;
  #sounding: { work: Work; clause: Clause; start_ms: number } | null = null;
  #watch: Promise<void> | null = null;
  #device = "";
  /** Where the device was when it last moved, and when we last looked: between utterances nobody does. */
  #progress = { position: 0, at_ms: 0, looked_ms: Number.NEGATIVE_INFINITY };
  #isClosed = false;

  /**
   * @param library path of the player library (native/player.h)
   * @param device a device's name or a part of it; empty for the default one
   * @param volume gain, 1.0 leaves the samples as they are
   * @param onTrouble told in one line what happened to the device
   */
  constructor(
    library: string,
    device: string,
    volume: number,
    listener: Listener,
    onTrouble: (line: string) => void,
  ) {
    this.#listener = listener;
    this.#onTrouble = onTrouble;
    this.#wanted = device;
    // The device is opened on a thread of the library from now on, beside the model and the voice.
    this.#player = Player.open(library, device, OUTPUT_RATE, RING_MS);
    this.#player.setVolume(volume);
  }

  get underruns(): number {
    return this.#isClosed ? 0 : this.#player.state().underruns;
  }

  /** The name of the device that is played on; known once opened. */
  get device(): string {
    return this.#device;
  }

  async open(): Promise<void> {
    const condition = await this.#opened(OPEN_LIMIT_MS);
    if (this.#isClosed) return;
    this.#device = this.#player.deviceName;
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

  async play(step: SoundStep): Promise<void> {
    if (step.kind === "utterance-end") {
      this.#player.endUtterance();
      this.#writing = null;
      this.#mark("utterance-end", () => {
        this.#clauseEnded(now());
        this.#listener.utteranceEnds(step);
      });
      return;
    }
    if (step.signal.aborted) return;
    if (step.kind === "clause-end") {
      this.#mark("clause-end", (heard_ms) => this.#clauseEnded(heard_ms));
      return;
    }
    const { clause } = step;
    if (this.#writing !== clause) {
      this.#writing = clause;
      this.#mark("clause-start", (start_ms) => {
        this.#clauseEnded(start_ms);
        this.#sounding = { work: step, clause, start_ms };
        this.#listener.clauseStarts(step, clause);
      });
    }
    await this.#write(step.pcm, step.signal);
  }

  async drained(): Promise<void> {
    while (!this.#isClosed && this.#marks.length > 0) {
      await this.#keepDevice();
      await Bun.sleep(POLL_MS);
    }
  }

  flush(): void {
    if (this.#isClosed) return;
    this.#player.flush();
    this.#clauseEnded(now());
    const marks = this.#marks;
    this.#marks = [];
    for (const mark of marks) if (mark.kind === "utterance-end") mark.tell(now());
  }

  close(): void {
    if (this.#isClosed) return;
    this.flush();
    this.#isClosed = true;
    this.#player[Symbol.dispose]();
  }

  async #write(pcm: Int16Array, signal: AbortSignal): Promise<void> {
    for (let taken = 0; ; ) {
      if (this.#isClosed || signal.aborted) return;
      taken += this.#player.write(pcm.subarray(taken));
      if (taken >= pcm.length) return;
      await this.#keepDevice();
      await Bun.sleep(POLL_MS);
    }
  }

  /** Notes what to tell when everything written so far has been heard. */
  #mark(kind: Mark["kind"], tell: (heard_ms: number) => void): void {
    if (this.#isClosed) return;
    this.#marks.push({ position: this.#player.state().written, kind, tell });
    this.#watch ??= this.#watchMarks().finally(() => {
      this.#watch = null;
    });
  }

  async #watchMarks(): Promise<void> {
    while (!this.#isClosed && this.#marks.length > 0) {
      this.#tellHeard();
      await Bun.sleep(POLL_MS);
    }
  }

  #tellHeard(): void {
    const { position, positionAgeMs, latency } = this.#player.state();
    const heardAt = (at: number) => now() - positionAgeMs - (position - at - latency) / FRAMES_PER_MS;
    for (;;) {
      const [mark] = this.#marks;
      if (mark === undefined) return;
      // A start needs its first frame gone, an end only the last one before it.
      const isGone = mark.kind === "clause-start" ? position > mark.position : position >= mark.position;
      const heard_ms = heardAt(mark.position);
      if (!isGone || heard_ms > now()) return;
      this.#marks.shift();
      mark.tell(Math.round(heard_ms * 1000) / 1000);
    }
  }

  #clauseEnded(end_ms: number): void {
    const heard = this.#sounding;
    this.#sounding = null;
    if (heard !== null) this.#listener.clausePlayed(heard.work, heard.clause, heard.start_ms, end_ms);
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

  /**
   * Goes on with the default device when the one in use went away. Called while frames wait for the device.
   *
   * @throws AppError DEVICE_LOST when there is none, or the device takes no frames
   */
  async #keepDevice(): Promise<void> {
    if (this.#isClosed) return;
    const { condition, position } = this.#player.state();
    if (condition === "running") this.#checkProgress(position);
    if (condition !== "lost") return;
    const name = this.#device;
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
    this.#device = this.#player.deviceName;
    this.#onTrouble(`playing on ${this.#device}`);
  }

  #checkProgress(position: number): void {
    const isFirstLook = now() - this.#progress.looked_ms > STALL_LIMIT_MS / 2;
    if (position !== this.#progress.position || isFirstLook)
      this.#progress = { position, at_ms: now(), looked_ms: now() };
    this.#progress.looked_ms = now();
    if (now() - this.#progress.at_ms > STALL_LIMIT_MS)
      throw new AppError("DEVICE_LOST", {
        what: `the sound device ${this.#device} does not play`,
        why: `it has taken no sound for ${STALL_LIMIT_MS / 1000} s`,
        fix: `wake it up or choose another with --device, or ${ELSEWHERE}`,
      });
  }
}
