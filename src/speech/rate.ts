/** How fast a voice speaks, as a factor; 1.0 is natural. The limits are those of native/voice.h. */
export const RATE = { slowest: 0.5, fastest: 4 } as const;

/** The nearest speed that a voice can have. */
export function withinRate(speed: number): number {
  return Math.min(RATE.fastest, Math.max(RATE.slowest, speed));
}
