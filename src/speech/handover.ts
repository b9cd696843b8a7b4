import { now } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { Chain, ChainVoice } from "./chain.ts";
import { deadlineOf } from "./deadline.ts";
import type { SaidPcm, Sayer, Saying } from "./sayer.ts";
import { prosodyOf } from "./voice_spec.ts";

/** How often is looked whether the silence has come nearer or farther away. Milliseconds. */
const LOOK_MS = 50;

/** A voice did not give its first sound in time. */
class Late extends Error {}

/**
 * Says an utterance with the voices of a chain: with the one that is preferred at its beginning, and from a clause on that
 * this one fails at or is late with, with the next.
 */
export class ChainSayer implements Sayer {
  readonly #chain: Chain;
  readonly #id: number;
  #voice: ChainVoice | null = null;
  #hasSounded = false;

  /** @param id of the utterance */
  constructor(chain: Chain, id: number) {
    this.#chain = chain;
    this.#id = id;
  }

  async *say(reading: string, saying: Saying, signal: AbortSignal): AsyncGenerator<SaidPcm> {
    let voice = this.#voice ?? this.#chain.begin(this.#id);
    for (;;) {
      this.#voice = voice;
      try {
        yield* this.#sayWith(voice, reading, saying, signal);
        if (!signal.aborted) this.#chain.said(voice);
        return;
      } catch (error) {
        const next = signal.aborted ? null : this.#next(voice, error);
        if (next === null) throw error;
        voice = next;
      }
    }
  }

  ended(): void {
    this.#chain.ended();
  }

  #next(voice: ChainVoice, error: unknown): ChainVoice | null {
    if (error instanceof Late) return this.#chain.late(this.#id, voice);
    return error instanceof AppError ? this.#chain.failed(this.#id, voice, error) : null;
  }

  async *#sayWith(
    voice: ChainVoice,
    reading: string,
    { speed, untilDryMs }: Saying,
    signal: AbortSignal,
  ): AsyncGenerator<SaidPcm> {
    const { member, spec } = voice;
    await member.opened();
    const prosody = prosodyOf(spec, speed);
    const giveUp = new AbortController();
    const requestedAt = now();
    const pieces = member.speak(reading, prosody, AbortSignal.any([signal, giveUp.signal]));
    const first = pieces.next();
    if (!(await this.#isInTime(first, voice, requestedAt, untilDryMs))) {
      giveUp.abort();
      member.leave(pieces, now() - requestedAt);
      throw new Late();
    }
    try {
      for (let next = await first; next.done !== true; next = await pieces.next()) {
        this.#hasSounded = true;
        yield { ...next.value, speaker: voice };
      }
    } finally {
      await pieces.return(undefined);
    }
  }

  /** Waits for the first sound; false when another voice should go on, and one can. */
  async #isInTime(
    first: Promise<unknown>,
    voice: ChainVoice,
    requestedAt: number,
    untilDryMs: Saying["untilDryMs"],
  ): Promise<boolean> {
    if (this.#chain.isLast(voice)) return true;
    let hasCome = false;
    const came = first.then(
      () => {
        hasCome = true;
      },
      () => {
        hasCome = true;
      },
    );
    while (!hasCome) {
      const deadline = deadlineOf({
        ...{ requestedAt, now: now(), untilDryMs: untilDryMs() },
        ...{ hasSounded: this.#hasSounded, isRemote: voice.member.isRemote },
      });
      if (deadline === null) return true;
      const leftMs = deadline - now();
      if (leftMs <= 0 && this.#chain.isCovered(voice)) return false;
      const waitMs = leftMs <= 0 ? LOOK_MS : Math.max(1, Math.min(LOOK_MS, leftMs));
      await Promise.race([came, Bun.sleep(waitMs)]);
    }
    return true;
  }
}
