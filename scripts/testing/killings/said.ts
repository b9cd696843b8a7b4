import { pauseAfter } from "../../../src/speech/silence.ts";
import type { TraceLine } from "../trace_lines.ts";

const FRAMES_PER_MS = 48;
/** What src/speech/silence.ts leaves of the echo voice's silence around its tones, in ms. */
const MARGINS_MS = 10 + 30;
/** The echo voice's tone of one code point (native/voice_echo.cpp), in ms. */
const TONE_MS = 20;

export interface Wanted {
  readonly texts: readonly string[];
  /** Whether a model translated them, and what was said cannot be known. */
  readonly isTranslated: boolean;
  /** Whether it must have been heard from a device, too. */
  readonly isPlayed: boolean;
}

/** What is wrong with what one session said, by its trace: every sentence has to be said once, whole and in order. */
export function complaintsAbout(
  trace: readonly TraceLine[],
  { texts, isTranslated, isPlayed }: Wanted,
): string[] {
  const of = (name: string) => trace.filter(({ event }) => event === name);
  const cut = of("utterance");
  const clauses = of("clause");
  const complaints: string[] = [];
  const expectSame = (what: string, found: readonly unknown[], wanted: readonly unknown[]) => {
    if (JSON.stringify(found) !== JSON.stringify(wanted))
      complaints.push(`${what}: ${JSON.stringify(found)} and not ${JSON.stringify(wanted)}`);
  };
  expectSame(
    "utterances",
    Array.from(cut, ({ text }) => text),
    texts,
  );
  expectSame(
    "utterances with a clause",
    [...new Set(clauses.map(({ id }) => id))],
    cut.map(({ id }) => id),
  );
  expectSame("clauses that got sound", of("audio").map(place), clauses.map(place));
  if (isPlayed) expectSame("clauses that were heard", of("played").map(place), clauses.map(place));
  for (const { id, text } of cut) {
    const own = clauses.filter((clause) => clause.id === id);
    expectSame(
      `clauses of ${id}`,
      own.map(({ n }) => n),
      [...own.keys()],
    );
    if (!isTranslated) expectSame(`text of ${id}`, [own.map(({ ja }) => ja).join("")], [text]);
  }
  for (const { id, n, samples } of of("audio")) {
    const clause = clauses.find((one) => one.id === id && one.n === n);
    if (clause !== undefined && !lengthsOf(clause).includes(samples ?? 0))
      complaints.push(`sound of ${id}.${n} (${clause.reading}): ${samples} frames`);
  }
  for (const { id, what = "" } of of("fault"))
    if (!isTranslated || what.startsWith("WORKER_")) complaints.push(`fault of ${id}: ${what}`);
  return complaints;
}

const place = ({ id, n }: TraceLine) => `${id}.${n}`;

/** Frames that a clause has when each of its characters sounded once, with the pause of a last clause or of another one. */
function lengthsOf({ ja = "", reading = "" }: TraceLine): number[] {
  const tones = [...reading].length * TONE_MS;
  return [true, false].map((isLast) => (MARGINS_MS + tones + pauseAfter(ja, isLast)) * FRAMES_PER_MS);
}
