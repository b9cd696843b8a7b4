/** Sampling rate of everything we put out, in Hz; the contract of `--output -`. */
export const OUTPUT_RATE = 48_000;

/** What takes PCM frames as fast as it can, without playing them: mono int16 at {@link OUTPUT_RATE}. */
export interface Sink {
  /** Takes PCM frames in order; resolves when it can take more. */
  write(pcm: Int16Array): Promise<void>;
  /** Makes what was written complete and closes it; synchronous, so that a signal handler can call it. */
  close(): void;
}
