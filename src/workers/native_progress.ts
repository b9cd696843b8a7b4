/** How often a sign of life is given; the main process waits for ten times as long. */
const SIGN_MS = 1000;
/** Threads that take less of a processor in that time are waiting for something, not working. */
const LEAST_CPU_MS = 20;
/** Who computes for so long without a result has lost its way. */
const LONGEST_MS = 60_000;

/**
 * Gives signs of life while native threads work and have nothing to show yet. A neural voice gives the first sample of a
 * piece with its last, which beside other programs takes longer than a hung one would be waited for; that it gets on shows
 * in the processor time that threads other than this one take.
 */
export class NativeProgress {
  readonly #tell: () => void;
  readonly #now: () => number;
  #shownAt: number;
  #lookedAt: number;
  #cpuMs: number;

  /**
   * @param tell gives a sign of life
   * @param now a clock in milliseconds
   */
  constructor(tell: () => void, now: () => number = () => performance.now()) {
    this.#tell = tell;
    this.#now = now;
    this.#shownAt = now();
    this.#lookedAt = this.#shownAt;
    this.#cpuMs = nativeCpuMs();
  }

  /** There was a result. */
  shown(): void {
    this.#shownAt = this.#now();
  }

  /** To be called often, from the thread that made this. */
  look(): void {
    const now = this.#now();
    if (now - this.#lookedAt < SIGN_MS) return;
    this.#lookedAt = now;
    const cpuMs = nativeCpuMs();
    const taken = cpuMs - this.#cpuMs;
    this.#cpuMs = cpuMs;
    if (taken >= LEAST_CPU_MS && now - this.#shownAt < LONGEST_MS) this.#tell();
  }
}

/** Processor time that all threads but this one have taken, in milliseconds. */
function nativeCpuMs(): number {
  const all = process.cpuUsage();
  const own = process.threadCpuUsage();
  return (all.user + all.system - own.user - own.system) / 1000;
}
