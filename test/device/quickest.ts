const TRIES = 3;

/**
 * Measures until it is quick enough, three times at most, and returns the quickest: what else a machine does can only make
 * something take longer.
 */
export async function quickest(enough: number, measured: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < TRIES && least > enough; tries++) least = Math.min(least, await measured());
  return least;
}
