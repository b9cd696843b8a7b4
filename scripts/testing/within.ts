const POLL_MS = 5;

/** Waits for something that must come to pass; false when it did not within the limit. */
export async function within(limitMs: number, condition: () => boolean): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > deadline) return false;
    await Bun.sleep(POLL_MS);
  }
  return true;
}
