import { AppError } from "../errors.ts";
import { KeepingUp } from "./keeping_up.ts";
import { MeasuredVoice, measuring } from "./measured_voice.ts";
import { Outage } from "./outage.ts";
import type { Prosody, Synthesizer, VoicedPcm } from "./synthesizer.ts";
import { type VoiceSpeed, voiceSpeed } from "./voice_speeds.ts";

/** What a {@link Member} is. */
export interface MemberVoice {
  readonly name: string;
  /** Whether it is that of a server. */
  readonly isRemote: boolean;
  readonly synthesizer: Synthesizer;
}

/** A voice of a cast: opened when it is needed, and known by how it does. Chains that name it share it. */
export class Member {
  readonly name: string;
  readonly isRemote: boolean;
  readonly keepingUp: KeepingUp;
  readonly outage: Outage;
  readonly #synthesizer: Synthesizer;
  readonly #measured = new MeasuredVoice();
  /** What was kept of earlier sessions. */
  #kept: number | null = null;
  #opening: Promise<void> | null = null;
  #isOpen = false;
  /** Settles when a clause that was given up has been left by the voice, which does one thing at a time. */
  #leaving: Promise<void> | null = null;

  /** @param now a clock in milliseconds */
  constructor({ name, isRemote, synthesizer }: MemberVoice, now: () => number) {
    this.name = name;
    this.isRemote = isRemote;
    this.#synthesizer = synthesizer;
    this.keepingUp = new KeepingUp(now);
    this.outage = new Outage(now);
  }

  /** Whether it can speak without being opened first. */
  get isOpen(): boolean {
    return this.#isOpen && !this.outage.keepsAway;
  }

  /** Whether nobody has asked for it to be opened, or not since that failed. */
  get isUntouched(): boolean {
    return this.#opening === null;
  }

  /** Whether it may be asked for the next utterance. */
  get isFit(): boolean {
    return !this.outage.keepsAway && !this.keepingUp.isResting && this.#leaving === null;
  }

  /** What it takes until the first sound of a clause, in ms: in this session, else as it was kept; 0 where nobody knows. */
  get firstSoundMs(): number {
    this.#kept ??= voiceSpeed(this.name)?.firstPcmMs ?? 0;
    return this.#measured.firstMs ?? this.#kept;
  }

  /** How quick it was; null before it has said enough. */
  get speed(): VoiceSpeed | null {
    return this.#measured.speed;
  }

  /**
   * Resolves when it is open; several who ask share one opening.
   *
   * @throws AppError when it cannot be; the next who asks tries again
   */
  async opened(): Promise<void> {
    this.#opening ??= this.#synthesizer.open();
    const opening = this.#opening;
    try {
      await opening;
      this.#isOpen = true;
    } catch (error) {
      if (this.#opening === opening) this.#opening = null;
      throw error;
    }
  }

  /** Opens it again after a failure; resolves when that is done, or has failed. */
  async tryAgain(): Promise<void> {
    this.#opening = null;
    try {
      await this.opened();
      this.outage.opened();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.outage.failed();
    }
  }

  /**
   * Says one clause, after the one before it.
   *
   * @throws AppError when it cannot, or not to its end
   */
  async *speak(text: string, prosody: Prosody, signal: AbortSignal): AsyncGenerator<VoicedPcm> {
    await this.#leaving;
    yield* measuring(this.#synthesizer.speak(text, prosody, signal), signal, (clause) => {
      this.keepingUp.spoke(clause);
      this.#measured.add(clause);
    });
  }

  /**
   * Nobody waits any longer for what it was to say, which has been aborted. The time that it had counts.
   *
   * @param rest the rest of that clause
   */
  leave(rest: AsyncGenerator<VoicedPcm>, waitedMs: number): void {
    this.keepingUp.spoke({ synthesisMs: waitedMs, soundMs: 0 });
    const leaving = drain(rest).finally(() => {
      if (this.#leaving === leaving) this.#leaving = null;
    });
    this.#leaving = leaving;
  }

  kill(): void {
    this.#synthesizer.kill();
  }
}

/** Takes what is left of an aborted clause. That it could not be said, either, does not matter any more. */
async function drain(rest: AsyncGenerator<VoicedPcm>): Promise<void> {
  try {
    for await (const _ of rest);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}
