/** Monotonic milliseconds since the main process started; the clock of every `_ms` field. */
export function now(): number {
  return performance.now();
}
