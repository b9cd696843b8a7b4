/** Monotonic milliseconds since the main process started, in whole microseconds; the clock of every `_ms` field. */
export function now(): number {
  return Math.round(performance.now() * 1000) / 1000;
}
