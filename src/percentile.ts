/** Nearest-rank percentile of numbers in any order; undefined of none. @param share 0.5 for the median */
export function percentile(values: readonly number[], share: number): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)];
}
