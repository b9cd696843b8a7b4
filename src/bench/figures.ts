import { percentile } from "../percentile.ts";

const percentileOrNaN = (values: readonly number[], share: number) => percentile(values, share) ?? Number.NaN;

export const median = (values: readonly number[]): number => percentileOrNaN(values, 0.5);

/** p50 and p95 of some milliseconds. */
export interface Spread {
  readonly p50: number;
  readonly p95: number;
}

export function spreadOf(values: readonly number[]): Spread {
  return { p50: tenths(median(values)), p95: tenths(percentileOrNaN(values, 0.95)) };
}

export const tenths = (value: number): number => Math.round(value * 10) / 10;
export const hundredths = (value: number): number => Math.round(value * 100) / 100;
