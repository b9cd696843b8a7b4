import type { TraceLine } from "./trace_lines.ts";

/** What became of everything that was given to be spoken. */
export interface Account {
  /** Sentences that were given. */
  readonly given: number;
  readonly utterances: number;
  readonly spoken: number;
  /** Utterances that were not, by the reason that the trace tells. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Those of clients that were killed before they could be. */
  readonly killed: number;
  /** Sentences that never became an utterance, and utterances of which the trace tells no end. */
  readonly lost: readonly string[];
  /** Sentences that were cut twice, and utterances that sounded more often than somebody wished. */
  readonly doubled: readonly string[];
}

/** Compares what was given with what the traces tell. Every sentence must be another one. */
export class Ledger {
  /** How often each sentence was cut; null for one that may go under with its client. */
  readonly #given = new Map<string, number | null>();
  readonly #skipped: Record<string, number> = {};
  readonly #unaccounted: string[] = [];
  readonly #doubled: string[] = [];
  #utterances = 0;
  #spoken = 0;
  #killed = 0;

  give(sentence: string, isKilled = false): void {
    this.#given.set(sentence, isKilled ? null : 0);
  }

  /** Takes in the trace of one session; where it was killed, no end of an utterance need be in it. */
  take(trace: readonly TraceLine[], isKilled = false): void {
    const sounded = countsOf(trace.flatMap(({ event, id, n }) => (event === "audio" && n === 0 ? [id] : [])));
    const repeated = countsOf(trace.flatMap(({ event, ids = [] }) => (event === "repeated" ? ids : [])));
    const reasons = new Map(trace.flatMap(reasonsOf));
    for (const { event, id, text = "" } of trace) {
      if (event !== "utterance" || id === undefined) continue;
      this.#utterances++;
      this.#cut(text);
      const reason = reasons.get(id);
      const times = sounded.get(id) ?? 0;
      if (times > 1 + (repeated.get(id) ?? 0)) this.#doubled.push(text);
      if (times > 0) this.#spoken++;
      else if (reason !== undefined) this.#skipped[reason] = (this.#skipped[reason] ?? 0) + 1;
      else if (isKilled) this.#killed++;
      else this.#unaccounted.push(text);
    }
  }

  get account(): Account {
    const uncut = [...this.#given].filter(([, times]) => times === 0).map(([sentence]) => sentence);
    return {
      given: this.#given.size,
      utterances: this.#utterances,
      spoken: this.#spoken,
      skipped: this.#skipped,
      killed: this.#killed,
      lost: [...uncut, ...this.#unaccounted],
      doubled: this.#doubled,
    };
  }

  #cut(text: string): void {
    const times = this.#given.get(text);
    if (times == null) return;
    if (times > 0) this.#doubled.push(text);
    this.#given.set(text, times + 1);
  }
}

/** Why utterances were left out: skipped, said as a part of another one, or failed. */
function reasonsOf({ event, id, reason = "", what = "" }: TraceLine): [number, string][] {
  if (event === "skipped" && what.startsWith("utterances "))
    return what
      .slice("utterances ".length)
      .split(", ")
      .map((skipped) => [Number(skipped), reason]);
  return (event === "fault" || event === "joined") && id !== undefined ? [[id, event]] : [];
}

function countsOf<T>(values: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
