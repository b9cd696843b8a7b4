import { now } from "../clock.ts";
import { isJapanese } from "../input/japanese.ts";
import type { Utterance } from "../input/utterance.ts";
import type { ClauseStep } from "../speech/clause.ts";
import type { ReadingOf } from "../speech/readings/index.ts";
import type { Trace } from "../trace.ts";
import type { Work } from "../work.ts";
import { checkedClauses, type TranslationFault } from "./checked.ts";
import { ClauseCutter, type CutClause } from "./clause_cutter.ts";
import type { Translates } from "./translating.ts";

/** What this stage needs of the run. */
export interface TranslateStage {
  /** Null with --no-translate. */
  readonly translator: Translates | null;
  readonly readingOf: ReadingOf;
  /** What the voice that is to say an utterance takes until the first sound of a clause, in milliseconds. */
  readonly firstSoundMs: (utterance: Utterance) => number;
  readonly trace: Trace;
  /** An utterance could not be translated to its end. */
  readonly onFault: (work: Work, error: unknown) => void;
  /** A check of a translation fired. */
  readonly onTranslationFault: (work: Work, fault: TranslationFault) => void;
}

/** Utterances in, clauses of Japanese out, each as soon as it is closed; an utterance that fails is left out. */
export async function* translateStage(
  work: AsyncIterable<Work>,
  stage: TranslateStage,
): AsyncGenerator<ClauseStep> {
  for await (const item of work) {
    if (!item.signal.aborted) {
      try {
        yield* clausesOf(item, stage);
      } catch (error) {
        stage.onFault(item, error);
      }
    }
    yield { ...item, clause: null };
  }
}

async function* clausesOf(
  item: Work,
  { translator, readingOf, firstSoundMs, trace, onTranslationFault }: TranslateStage,
): AsyncGenerator<ClauseStep> {
  const { utterance, signal, translated } = item;
  if (translated.isWhole) {
    for (const clause of translated.clauses) yield { ...item, clause };
    return;
  }
  let n = 0;
  translated.clauses = [];
  const step = (cut: CutClause, isLast: boolean): ClauseStep => {
    const reading = readingOf(cut.ja);
    const { ja, tokens } = cut;
    trace.write("clause", {
      id: utterance.id,
      n,
      ja,
      reading,
      first_token_ms: cut.first_token_ms,
      tokens,
      prefill_us: cut.prefillUs,
      decode_us: cut.decodeUs,
    });
    const clause = { n: n++, ja, reading, isLast };
    translated.clauses.push(clause);
    return { ...item, clause };
  };

  if (translator === null || utterance.kind === "notice" || isJapanese(utterance.text)) {
    const cutter = new ClauseCutter();
    const whole = { text: utterance.text, tokens: 0, prefillUs: 0, decodeUs: 0, at_ms: now() };
    for (const cut of cutter.push(whole)) yield step(cut, false);
    for (const cut of cutter.end()) yield step(cut, true);
    translated.isWhole = true;
    return;
  }
  const cutter = new ClauseCutter(firstSoundMs(utterance));
  const told = (fault: TranslationFault) => onTranslationFault(item, fault);
  for await (const clause of checkedClauses(utterance.text, translator, signal, told, cutter))
    yield step(clause, clause.isLast);
  translated.isWhole = !signal.aborted;
}
