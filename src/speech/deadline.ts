/** What is asked for in the middle of a sentence gets at least so long, however near the silence is. Milliseconds. */
const LEAST_MS = 300;
/** The next voice of the chain needs so long to go on without a gap. */
const TAKE_OVER_MS = 250;
/** A server gets at least so long for the first sound of an utterance. */
const REMOTE_MS = 3000;

/** What a deadline depends on; times in milliseconds, on one clock. */
export interface Waiting {
  readonly requestedAt: number;
  readonly now: number;
  /** Until the sound that was given out has been heard; null where nobody hears it at its pace. */
  readonly untilDryMs: number | null;
  /** Whether the utterance sounds already, so that silence would be one in its middle. */
  readonly hasSounded: boolean;
  readonly isRemote: boolean;
}

/** When another voice should go on, if the first sound of a clause has not come by then; null: it may take its time. */
export function deadlineOf({ requestedAt, now, untilDryMs, hasSounded, isRemote }: Waiting): number | null {
  if (untilDryMs === null || (!hasSounded && !isRemote)) return null;
  return Math.max(requestedAt + (hasSounded ? LEAST_MS : REMOTE_MS), now + untilDryMs - TAKE_OVER_MS);
}
