/** How long a server is waited for, in milliseconds. */
export interface Limits {
  /** For the list of models, which every server has at hand. */
  readonly connectMs: number;
  /** Until the first answer: servers load a model when it is first asked for, and then read our prompt. */
  readonly openMs: number;
  /** For the first part of a translation; a server that works on a CPU may have to read the prompt again. */
  readonly firstMs: number;
  /** For every next one. */
  readonly nextMs: number;
  /** For a translation altogether. */
  readonly sentenceMs: number;
  /** How long after a lost connection a sentence is tried again. */
  readonly reconnectMs: number;
}

export const LIMITS: Limits = {
  ...{ connectMs: 10_000, openMs: 120_000, firstMs: 30_000, nextMs: 10_000 },
  ...{ sentenceMs: 120_000, reconnectMs: 5000 },
};
