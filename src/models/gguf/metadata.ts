import type { GgufArray, GgufHeader } from "./format.ts";

/** The text of a key, or null when it is not there or no text. */
export function textOf({ metadata }: GgufHeader, key: string): string | null {
  const found = metadata.get(key);
  return found !== undefined && "value" in found && typeof found.value === "string" ? found.value : null;
}

/** The whole number of a key, or null when it is not there, no number, or not to be represented. */
export function countOf({ metadata }: GgufHeader, key: string): number | null {
  const found = metadata.get(key);
  if (found === undefined || !("value" in found)) return null;
  const { value } = found;
  if (typeof value !== "number" && typeof value !== "bigint") return null;
  const count = Number(value);
  return Number.isSafeInteger(count) ? count : null;
}

/** The array of a key, or null when it is not there or no array. */
export function arrayOf({ metadata }: GgufHeader, key: string): GgufArray | null {
  const found = metadata.get(key);
  return found !== undefined && !("value" in found) ? found : null;
}
