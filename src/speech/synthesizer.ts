/** How something is said. */
export interface Prosody {
  /** 1.0 is natural; 0.5 to 4. */
  readonly speed: number;
  /** In semitones from the voice's own; -12 to 12. */
  readonly pitch: number;
}

/** As the voice speaks by itself. */
export const NATURAL: Prosody = { speed: 1, pitch: 0 };

/** Some of what a voice says. */
export interface VoicedPcm {
  /** Mono int16 frames at OUTPUT_RATE. */
  readonly pcm: Int16Array;
  /**
   * Microseconds from the request until these frames came out of the voice, however fast they are read. So that of the
   * last piece, divided by the duration of all, is the real-time factor.
   */
  readonly voiceUs: number;
}

/** Text in, PCM at OUTPUT_RATE (48,000 Hz, mono) out while it is being synthesised. */
export interface Synthesizer {
  /**
   * Makes it ready. May be called again after it failed.
   *
   * @throws AppError when the voice cannot speak
   */
  open(): Promise<void>;
  /**
   * Synthesises one clause. Whoever stops reading, or aborts the signal, wants no more of it.
   *
   * @throws AppError when the clause cannot be synthesised to its end; the next one may be
   */
  speak(text: string, prosody: Prosody, signal: AbortSignal): AsyncGenerator<VoicedPcm>;
  /** Ends it at once. */
  kill(): void;
}
