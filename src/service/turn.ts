/**
 * A session's side of taking turns: sessions that sound on the same device do it one after the other, a message each, so
 * that two agents never talk over each other.
 */
export interface Turn {
  /**
   * Asks for the turn and resolves when this session has it; at once when it has it already. It also resolves when the
   * signal is aborted, with the turn or without.
   */
  take(signal: AbortSignal): Promise<void>;
  /** Gives the turn back: nothing of this session sounds until it has taken it again. */
  yield(): void;
  /** Other sessions may want it. */
  readonly isShared: boolean;
  /** This session has the turn. */
  readonly isHeld: boolean;
  /** This session has the turn and another one wants it. */
  readonly isContested: boolean;
  /** Called when the turn becomes contested, and when it was taken back from this session, which still sounded. */
  onChange: () => void;
}

/** The turn of a session that sounds alone: it always has it, and `onChange` is never called. */
export const noTurns: Turn = {
  take: () => Promise.resolve(),
  yield() {},
  isShared: false,
  isHeld: true,
  isContested: false,
  onChange() {},
};
