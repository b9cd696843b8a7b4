/** How long a server that speaks is waited for, in milliseconds, and how much of its answer is taken. */
export interface Limits {
  /** For connecting; of the cheap questions while it is opened, until their answer. */
  readonly connectMs: number;
  /** From a clause's request to the first byte of its sound. */
  readonly firstMs: number;
  /** For every next byte. */
  readonly nextMs: number;
  /** For a clause altogether. */
  readonly clauseMs: number;
  /** Bytes of a clause's answer; all of them are read as they come, however slowly the sound is played. */
  readonly mostBytes: number;
}

export const LIMITS: Limits = {
  ...{ connectMs: 3000, firstMs: 10_000, nextMs: 5000, clauseMs: 120_000 },
  mostBytes: 64 * 1024 * 1024,
};
