import { now } from "../clock.ts";
import { isOfOneSentence } from "../errors.ts";
import { withRightCounters } from "./checks/counters.ts";
import type { Fault } from "./checks/faults.ts";
import { Judge } from "./checks/judge.ts";
import { withNamesAsWritten } from "./checks/names.ts";
import { ClauseCutter, type CutClause } from "./clause_cutter.ts";
import type { Translates } from "./translating.ts";

/** What was done about a faulty translation. */
export const MENDED = {
  again: "the rest was translated again",
  corrected: "the sentence was translated again and said after a notice",
  kept: "no better translation was found",
  doubted: "no better translation was found, and a notice says so",
  untranslatable: "a notice says that the sentence could not be translated",
} as const;
export type Mended = keyof typeof MENDED;

/** A clause that was checked. */
export interface CheckedClause extends CutClause {
  /** The sentence ends with it. Where its full stop tells that already, it may be false. */
  readonly isLast: boolean;
}

/** A check of a translation that fired. */
export interface TranslationFault {
  readonly faults: readonly Fault[];
  readonly mended: Mended;
}

const CORRECTION = "訂正します。";
const DOUBT = "今の訳は、確かではありません。";
const FAILURE = "この文は、うまく訳せませんでした。";

/** What is left of the time in which a listener waits for a translation that is mended. */
const BUDGET_MS = 6000;
const SENTENCE_END = /[。！？!?]$/;

/**
 * Translates a sentence and gives its clauses out as soon as they are closed and checked. A fault before a clause is given
 * out, or at the end, has the rest translated again with a note of what must be in it; where what was said already stands
 * in the way, the whole sentence is, and it follows behind 「訂正します」. The clauses joined are the translation.
 *
 * @param onFault told once for a sentence that had a fault
 * @param cutter a new one
 */
export async function* checkedClauses(
  text: string,
  translator: Translates,
  signal: AbortSignal,
  onFault: (fault: TranslationFault) => void,
  cutter = new ClauseCutter(),
): AsyncGenerator<CheckedClause> {
  const judge = new Judge(
    text,
    translator.termsIn(text).map(({ ja }) => ja),
  );
  let said = "";
  let held: CutClause[] = [];
  const give = (clauses: readonly CutClause[], isEnd: boolean) => {
    said += joined(clauses);
    return clauses.map((clause, n) => ({ ...clause, isLast: isEnd && n === clauses.length - 1 }));
  };
  const whole = () => said + joined(held);
  let isFaulty = false;
  let isReviewed = false;
  for await (const piece of translator.translate(text, signal)) {
    // What no model had to translate was written by hand.
    isReviewed = piece.tokens === 0;
    for (const cut of cutter.push({ ...piece, at_ms: now() })) {
      // What seemed to be the last clause was not.
      yield* give(held, false);
      held = [{ ...cut, ja: withoutSlips(text, cut.ja) }];
      isFaulty = !isReviewed && judge.faultsOfBeginning(whole()).length > 0;
      if (isFaulty) break;
      if (!isReviewed && SENTENCE_END.test(cut.ja) && judge.faults(whole()).length > 0) continue;
      yield* give(held, false);
      held = [];
    }
    if (isFaulty) break;
  }
  if (signal.aborted) return;
  if (!isFaulty) held.push(...cutter.end().map((cut) => ({ ...cut, ja: withoutSlips(text, cut.ja) })));
  const faults = isReviewed ? [] : judge.faults(whole());
  if (faults.length === 0) {
    yield* give(held, true);
    return;
  }
  const { clauses, mended } = await mend(text, said, joined(held), judge, translator, signal);
  if (signal.aborted) return;
  onFault({ faults, mended });
  yield* give(clauses, true);
}

/** A better end for a sentence of which `said` has been given out, and `rest` would follow. */
async function mend(
  text: string,
  said: string,
  rest: string,
  judge: Judge,
  translator: Translates,
  signal: AbortSignal,
): Promise<{ clauses: CutClause[]; mended: Mended }> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(BUDGET_MS)]);
  const again = (forced: string, ja: string) =>
    retranslate(text, forced, judge.noteFor(ja), translator, limit);
  const first = await again(said, said + rest);
  const isBetter = first !== null && judge.weight(said + first) < judge.weight(said + rest);
  const best = isBetter ? first : rest;
  const isWrong = judge.isUnspeakable(said + best) || judge.isDoubtful(said + best);
  if (!isWrong) return { clauses: cutWhole(best), mended: isBetter ? "again" : "kept" };
  if (said !== "") {
    const corrected = await again("", said + best);
    if (corrected !== null && !judge.isUnspeakable(corrected) && !judge.isDoubtful(corrected))
      return { clauses: cutWhole(CORRECTION + corrected), mended: "corrected" };
  }
  if (judge.isUnspeakable(said + best)) return { clauses: cutWhole(FAILURE), mended: "untranslatable" };
  return { clauses: cutWhole(best + DOUBT), mended: "doubted" };
}

/** The rest of another translation; null when there was no time for it, or the model failed. */
async function retranslate(
  text: string,
  forced: string,
  note: string,
  translator: Translates,
  signal: AbortSignal,
): Promise<string | null> {
  let rest = "";
  try {
    for await (const piece of translator.translate(text, signal, { forced, note })) rest += piece.text;
  } catch (error) {
    // The first translation is still there.
    if (!isOfOneSentence(error)) throw error;
    return null;
  }
  return signal.aborted ? null : withoutSlips(text, rest);
}

/** Clauses of Japanese that is there already. */
function cutWhole(ja: string): CutClause[] {
  const cutter = new ClauseCutter();
  const clauses = cutter.push({ text: ja, tokens: 0, prefillUs: 0, decodeUs: 0, at_ms: now() });
  return [...clauses, ...cutter.end()];
}

/** What can be mended without the model. */
const withoutSlips = (en: string, ja: string) => withNamesAsWritten(en, withRightCounters(ja));

const joined = (clauses: readonly CutClause[]) => clauses.map(({ ja }) => ja).join("");
