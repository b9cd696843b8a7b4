/** How something that should stay as it is went on, measured at even distances. */
export interface Growth {
  /**
   * The lowest of the first half, and of the second. What a runtime with a garbage collector holds rises and falls, over
   * minutes, with its full collections; only its lowest values tell what is kept.
   */
  readonly early: number;
  readonly late: number;
  /** What was added from one measurement to the next (least squares). */
  readonly slope: number;
}

/** @param values two at least */
export function growthOf(values: readonly number[]): Growth {
  const half = Math.ceil(values.length / 2);
  const middle = (values.length - 1) / 2;
  const average = sum(values) / values.length;
  const rise = sum(values.map((value, at) => (value - average) * (at - middle)));
  return {
    early: Math.min(...values.slice(0, half)),
    late: Math.min(...values.slice(-half)),
    slope: rise / sum(values.map((_, at) => (at - middle) ** 2)),
  };
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
