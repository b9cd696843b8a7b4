import { Player } from "../../ffi/player.ts";
import { now } from "../clock.ts";
import type { Clause } from "../speech/clause.ts";
import type { SoundStep } from "../speech/sound.ts";
import type { Work } from "../work.ts";
import type { Listener, Playback } from "./playback.ts";
import { RingFeed } from "./ring_feed.ts";
import { OUTPUT_RATE } from "./sink.ts";
import { SoundDevice } from "./sound_device.ts";

/** Sound that has been handed over for good; longer than any pause of our event loop. */
const RING_MS = 2000;
/** How often we look what has been heard; the exact time is reckoned from the device's position. */
const POLL_MS = 10;
const FRAMES_PER_MS = OUTPUT_RATE / 1000;

/** Something to tell when the frame at `position` is heard. */
interface Mark {
  readonly position: number;
  readonly kind: "clause-start" | "clause-end" | "utterance-end";
  /** Of the utterance. */
  readonly signal: AbortSignal;
  readonly tell: (heard_ms: number) => void;
}

/** Plays on a sound device. When it goes away the default one goes on with what has not sounded. */
export class DevicePlayback implements Playback {
  readonly #player: Player;
  readonly #feed: RingFeed;
  readonly #device: SoundDevice;
  readonly #listener: Listener;
  #marks: Mark[] = [];
  /** The clause whose frames are being written, and the one that is heard. */
  #writing: Clause | null = null;
  #sounding: { work: Work; clause: Clause; start_ms: number } | null = null;
  #isFollowing = false;
  /** Frames are waiting for room. */
  #isWriting = false;
  #failure: { readonly error: unknown } | null = null;
  #isHeld = false;
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
    // The device is opened on a thread of the library from now on, beside the model and the voice.
    this.#player = Player.open(library, device, OUTPUT_RATE, RING_MS);
    this.#player.setVolume(volume);
    this.#feed = new RingFeed(this.#player);
    this.#device = new SoundDevice(this.#player, device, onTrouble);
  }

  get underruns(): number {
    return this.#isClosed ? 0 : this.#player.state().underruns;
  }

  get untilDryMs(): number {
    if (this.#isClosed) return 0;
    if (this.#isHeld) return Number.POSITIVE_INFINITY;
    const { position, positionAgeMs } = this.#player.state();
    return Math.max(0, (this.#feed.written - position) / FRAMES_PER_MS - positionAgeMs);
  }

  /** The name of the device that is played on; known once opened. */
  get device(): string {
    return this.#device.name;
  }

  open(): Promise<void> {
    return this.#device.open();
  }

  async play(step: SoundStep): Promise<void> {
    if (step.kind === "utterance-end") {
      if (!this.#isClosed) this.#feed.endUtterance();
      this.#writing = null;
      this.#mark("utterance-end", step, () => {
        this.#clauseEnded(now());
        this.#listener.utteranceEnds(step);
      });
      return;
    }
    if (step.signal.aborted) return;
    if (step.kind === "clause-end") {
      this.#mark("clause-end", step, (heard_ms) => this.#clauseEnded(heard_ms));
      return;
    }
    const { clause } = step;
    if (this.#writing !== clause) {
      this.#writing = clause;
      this.#mark("clause-start", step, (start_ms) => {
        this.#clauseEnded(start_ms);
        this.#sounding = { work: step, clause, start_ms };
        this.#listener.clauseStarts(step, clause);
      });
    }
    await this.#write(step.pcm, step.signal);
  }

  async drained(): Promise<void> {
    while (!this.#isClosed && this.#marks.length > 0) {
      this.#throwIfFailed();
      await Bun.sleep(POLL_MS);
    }
  }

  flush(): void {
    if (this.#isClosed) return;
    this.#feed.flush();
    this.#clauseEnded(now());
    const marks = this.#marks;
    this.#marks = [];
    tellEnds(marks);
  }

  skip({ signal }: Work): void {
    const end = this.#marks.findLastIndex((mark) => mark.signal === signal);
    const mark = this.#marks[end];
    // What has not come to its end has nothing behind it in the ring.
    if (mark?.kind !== "utterance-end") {
      this.flush();
      return;
    }
    // All of it has left the ring, and what is behind it is on its way, too.
    if (this.#player.state().position >= mark.position) return;
    const moved = this.#feed.leaveOut(mark.position);
    this.#clauseEnded(now());
    const past = this.#marks.slice(0, end + 1);
    this.#marks = this.#marks.slice(end + 1).map((later) => ({ ...later, position: later.position + moved }));
    tellEnds(past);
  }

  pause(on: boolean): void {
    if (this.#isClosed) return;
    this.#isHeld = on;
    this.#device.pause(on);
  }

  close(): void {
    if (this.#isClosed) return;
    this.flush();
    this.#isClosed = true;
    this.#device.close();
  }

  async #write(pcm: Int16Array, signal: AbortSignal): Promise<void> {
    this.#isWriting = true;
    try {
      for (let taken = 0; ; ) {
        if (this.#isClosed || signal.aborted) return;
        this.#throwIfFailed();
        taken += this.#feed.offer(pcm.subarray(taken));
        if (taken >= pcm.length) return;
        void this.#follow();
        await Bun.sleep(POLL_MS);
      }
    } finally {
      this.#isWriting = false;
    }
  }

  #throwIfFailed(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }

  /** Notes what to tell when everything written so far has been heard. */
  #mark(kind: Mark["kind"], { signal }: Work, tell: (heard_ms: number) => void): void {
    if (this.#isClosed) return;
    this.#marks.push({ position: this.#feed.written, kind, signal, tell });
    void this.#follow();
  }

  /** Follows what is heard, and keeps a device for it: when the rest is in the ring, nobody else would miss one. */
  async #follow(): Promise<void> {
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    while (!this.#isClosed && this.#failure === null && (this.#marks.length > 0 || this.#isWriting)) {
      this.#feed.refill();
      this.#tellHeard();
      try {
        await this.#device.keep();
      } catch (error) {
        this.#failure = { error };
        this.#listener.failed(error);
      }
      await Bun.sleep(POLL_MS);
    }
    this.#isFollowing = false;
  }

  #tellHeard(): void {
    const { position, positionAgeMs, latency } = this.#player.state();
    this.#feed.heard(position);
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
}

/** Nothing more of these utterances will be heard. */
function tellEnds(marks: readonly Mark[]): void {
  for (const mark of marks) if (mark.kind === "utterance-end") mark.tell(now());
}
