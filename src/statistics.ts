import type { Utterance } from "./input/utterance.ts";
import { percentile } from "./percentile.ts";
import type { Summary } from "./trace.ts";

const MOST_LATENCIES = 10_000;

/** Counts what a run did, for the `summary` event. */
export class Statistics {
  readonly #counts = { utterances: 0, notices: 0, spoken: 0, faults: 0, skipped: 0 };
  /** Utterances on their way from the cut to the end of their sound. */
  readonly #underway = new Set<number>();
  readonly #foundIdle = new Set<number>();
  /** Of the latest of those; a session may last for weeks. */
  readonly #latencies: number[] = [];
  #idleUtterances = 0;

  get faults(): number {
    return this.#counts.faults;
  }

  /** Utterances that got sound. */
  get spoken(): number {
    return this.#counts.spoken;
  }

  /** No utterance has been cut yet. */
  get isEmpty(): boolean {
    return this.#counts.utterances + this.#counts.notices === 0;
  }

  cut(utterance: Utterance): void {
    this.#counts[utterance.kind === "notice" ? "notices" : "utterances"]++;
    if (this.#underway.size === 0) this.#foundIdle.add(utterance.id);
    this.#underway.add(utterance.id);
  }

  /** The first PCM frame of an utterance is ready; one that is repeated does not count again. */
  sounded(utterance: Utterance, first_pcm_ms: number): void {
    if (!this.#underway.has(utterance.id)) return;
    this.#counts.spoken++;
    if (this.#foundIdle.has(utterance.id))
      this.#latencies[this.#idleUtterances++ % MOST_LATENCIES] = first_pcm_ms - utterance.received_ms;
  }

  /** An utterance has sounded, failed or been dropped. */
  ended(utterance: Utterance): void {
    this.#underway.delete(utterance.id);
    this.#foundIdle.delete(utterance.id);
  }

  fault(): void {
    this.#counts.faults++;
  }

  skip(): void {
    this.#counts.skipped++;
  }

  summary(translated: { tokens: number; tokensPerSecond: number | null }, underruns: number): Summary {
    return {
      counts: { ...this.#counts },
      translated_tokens: translated.tokens,
      tokens_per_second:
        translated.tokensPerSecond === null ? null : Math.round(translated.tokensPerSecond * 10) / 10,
      underruns,
      p50: roundedPercentile(this.#latencies, 0.5),
      p95: roundedPercentile(this.#latencies, 0.95),
      idle_utterances: this.#idleUtterances,
    };
  }
}

function roundedPercentile(values: readonly number[], share: number): number | null {
  const value = percentile(values, share);
  return value === undefined ? null : Math.round(value * 10) / 10;
}
