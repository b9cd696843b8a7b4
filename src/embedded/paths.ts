import { Parts } from "../parts_schema.ts";

/** The same list of parts with every path replaced, whatever parts there are. */
export function mapPaths(parts: Parts, replace: (path: string) => string): Parts {
  const mapped = Object.entries(parts).map(([name, value]) => [
    name,
    typeof value === "object"
      ? Object.fromEntries(Object.entries(value).map(([key, path]) => [key, replace(path)]))
      : value && replace(value),
  ]);
  return Parts.parse(Object.fromEntries(mapped));
}
