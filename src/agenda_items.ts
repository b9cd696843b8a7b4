import type { Utterance } from "./input/utterance.ts";
import type { Translated } from "./work.ts";

/** Sentences up to this many characters are joined with the next one; together they need one pause and one prefill. */
const SHORT_CHARACTERS = 60;

/** An utterance from its cut to the end of its sound. */
export interface AgendaItem {
  utterance: Utterance;
  /** Ordinal of the message it was cut from. */
  readonly message: number;
  readonly translated: Translated;
  readonly abort: AbortController;
  /** Of speech at natural speed, as far as is known. */
  seconds: number;
}

/** Seconds of speech of the items that are still wanted. */
export const secondsOf = (items: readonly AgendaItem[]) =>
  items.reduce((sum, { abort, seconds }) => (abort.signal.aborted ? sum : sum + seconds), 0);

/**
 * Joins short sentences with the ones before them.
 *
 * @param onJoin told of each that will be said as a part of another item, whose text has grown by it
 */
export function joinShort(
  items: readonly AgendaItem[],
  onJoin: (joined: Utterance, into: AgendaItem) => void,
): void {
  let into: AgendaItem | null = null;
  for (const item of items) {
    if (item.abort.signal.aborted) continue;
    if (into !== null && !isTranslated(into, item) && canJoin(into.utterance, item.utterance)) {
      into.utterance = { ...into.utterance, text: `${into.utterance.text} ${item.utterance.text}` };
      onJoin(item.utterance, into);
      item.abort.abort();
    } else into = item;
  }
}

const isTranslated = (...items: AgendaItem[]) => items.some(({ translated }) => translated.isWhole);

function canJoin(first: Utterance, second: Utterance): boolean {
  return (
    first.kind === "text" &&
    second.kind === "text" &&
    first.text.length + second.text.length < SHORT_CHARACTERS &&
    first.session === second.session &&
    first.agent === second.agent
  );
}
