/** From ten on, and for none, Japanese counts with 個 what it counts with つ below; small models do not know that. */
const WRONG = /(?<![\d.])(0|[1-9]\d+)つ/g;

/** Japanese with its counters as a person would say them. */
export function withRightCounters(ja: string): string {
  return ja.replace(WRONG, "$1個").replaceAll("両つ", "2つ");
}
