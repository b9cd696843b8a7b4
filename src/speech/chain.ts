import { AppError } from "../errors.ts";
import type { Member } from "./member.ts";
import type { Speaker } from "./sayer.ts";
import type { VoiceSpec } from "./voice_spec.ts";

/** Another voice of a chain goes on; `factor` is the real-time factor of the one before it, null where it has none. */
export interface Handover {
  /** Of the utterance that it begins with, or that it happens in. */
  readonly id: number;
  readonly from: string;
  readonly to: string;
  readonly why: "slow" | "late" | "failed" | "back";
  readonly factor: number | null;
}

/** Who is told of what becomes of a chain. */
export interface ChainListener {
  readonly onHandover: (handover: Handover) => void;
  /** Tells a person in a line. */
  readonly tell: (line: string) => void;
}

/** A voice at its place in a chain, with its settings there. */
export interface ChainVoice extends Speaker {
  readonly place: number;
  readonly spec: VoiceSpec;
  readonly member: Member;
}

/** Voices in order of preference, and which of them speaks at the moment. */
export class Chain {
  readonly #voices: readonly [ChainVoice, ...ChainVoice[]];
  readonly #listener: ChainListener;
  /** Who spoke last. */
  #current: ChainVoice;
  /** Who was late in the last utterance, and is expected back if it is not slow. */
  #givenUp: ChainVoice | null = null;
  readonly #toldSlow = new Set<Member>();

  constructor(voices: readonly [ChainVoice, ...ChainVoice[]], listener: ChainListener) {
    this.#voices = voices;
    this.#listener = listener;
    this.#current = voices[0];
  }

  /** The one that is preferred. */
  get first(): ChainVoice {
    return this.#voices[0];
  }

  /** The one that the next utterance would begin with. */
  get preferred(): ChainVoice {
    const usable = ({ member }: ChainVoice) => !member.outage.keepsAway;
    return (
      this.#voices.find(({ member }) => member.isFit) ??
      // A slow one is better than one that fails, and the last is the one that costs least.
      this.#voices.findLast(usable) ??
      this.#voices.at(-1) ??
      this.first
    );
  }

  /**
   * Opens the first voice that can be; the one that would go on is opened behind it, for the first sentence is the likeliest
   * to need it, and is not waited for.
   *
   * @throws AppError of the first when none can be
   */
  async open(): Promise<void> {
    let firstError: AppError | null = null;
    for (const voice of this.#voices) {
      try {
        await voice.member.opened();
        this.#openNext(voice);
        return;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        firstError ??= error;
        this.#failed(voice, error, this.#after(voice));
      }
    }
    throw firstError;
  }

  /**
   * The voice that an utterance begins with.
   *
   * @param id of the utterance
   */
  begin(id: number): ChainVoice {
    const to = this.preferred;
    const from = this.#current;
    if (to.place < from.place) this.#handOver(id, from, to, "back");
    else if (to !== from && from.member.outage.keepsAway) this.#handOver(id, from, to, "failed");
    else if (to !== from) this.#slow(id, from, to);
    else if (this.#givenUp?.member.keepingUp.isResting) this.#slow(id, this.#givenUp, to);
    else return to;
    this.#givenUp = null;
    return to;
  }

  /** Whether another voice could go on at once. */
  isCovered({ place }: ChainVoice): boolean {
    return this.#voices.slice(place + 1).some(({ member }) => member.isOpen);
  }

  /** Whether there is anybody to hand over to, open or not. */
  isLast(voice: ChainVoice): boolean {
    return this.#after(voice) === null;
  }

  /** A voice was late in the middle of an utterance: the one that goes on; null when it was the last. */
  late(id: number, voice: ChainVoice): ChainVoice | null {
    const open = this.#voices.slice(voice.place + 1).find(({ member }) => member.isOpen);
    const next = open ?? this.#after(voice);
    if (next === null) return null;
    this.#handOver(id, voice, next, "late");
    this.#givenUp ??= voice;
    return next;
  }

  /** A voice could not say a clause: the one that goes on; null when it was the last. */
  failed(id: number, voice: ChainVoice, error: AppError): ChainVoice | null {
    const next = this.#after(voice);
    this.#failed(voice, error, next);
    if (next !== null) this.#handOver(id, voice, next, "failed");
    return next;
  }

  /** A voice said a clause to its end. */
  said(voice: ChainVoice): void {
    if (voice.member.outage.spoke()) this.#listener.tell(`the voice ${voice.name} is back`);
    this.#openNext(voice);
  }

  /** Opens the next of the chain, if nobody has yet, to be ready to go on. */
  #openNext(voice: ChainVoice): void {
    const next = this.#voices.slice(voice.place + 1).find(({ member }) => !member.outage.keepsAway);
    if (next?.member.isUntouched) next.member.opened().catch((error) => this.#spareFailed(next, error));
  }

  /** An utterance is over: voices that failed and have rested long enough are tried again. */
  ended(): void {
    for (const { member } of this.#voices) if (member.outage.takeRetry()) void member.tryAgain();
  }

  /** The next that is not known to fail; when all are, the next. */
  #after({ place }: ChainVoice): ChainVoice | null {
    const later = this.#voices.slice(place + 1);
    return later.find(({ member }) => !member.outage.keepsAway) ?? later[0] ?? null;
  }

  #failed({ name, member }: ChainVoice, { what, why }: AppError, next: ChainVoice | null): void {
    member.outage.failed();
    if (next !== null && member.outage.tellOnce())
      this.#listener.tell(`the voice ${name} failed: ${what}: ${why}; ${next.name} goes on`);
  }

  #spareFailed({ name, member }: ChainVoice, error: unknown): void {
    if (!(error instanceof AppError)) throw error;
    member.outage.failed();
    if (member.outage.tellOnce())
      this.#listener.tell(
        `the voice ${name}, which is to go on if need be, failed: ${error.what}: ${error.why}`,
      );
  }

  #slow(id: number, from: ChainVoice, to: ChainVoice): void {
    this.#handOver(id, from, to, "slow");
    if (!this.#toldSlow.has(from.member))
      this.#listener.tell(`the voice ${from.name} cannot keep up at the moment; ${to.name} goes on`);
    this.#toldSlow.add(from.member);
  }

  #handOver(id: number, from: ChainVoice, to: ChainVoice, why: Handover["why"]): void {
    this.#current = to;
    const { factor } = from.member.keepingUp;
    this.#listener.onHandover({
      ...{ id, from: from.name, to: to.name, why },
      factor: factor === null ? null : Math.round(factor * 1000) / 1000,
    });
  }
}
