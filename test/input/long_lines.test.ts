import { expect, test } from "bun:test";
import fc from "fast-check";
import { withoutLongStrings } from "../../src/input/long_lines.ts";
import { readChunks, spoken } from "./reading.ts";

/** Strings with everything that is escaped or takes several bytes, often at the place where they are shortened. */
const text = fc
  .tuple(
    fc.constantFrom(0, 1015, 1020, 1023, 2040, 3000, 300_000),
    fc.string({ unit: "grapheme", maxLength: 40 }),
  )
  .map(([length, end]) => "x".repeat(length) + `${end}\\"\n😀é`.repeat(length > 1000 ? 200 : 1));
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: "small" },
    text,
    fc.integer(),
    fc.array(tie("any"), { maxLength: 3 }),
    tie("object"),
  ),
  object: fc.dictionary(fc.constantFrom("type", "content", "text", "a", 'q"'), tie("any"), { maxKeys: 4 }),
}));
const padding = { padding: "y".repeat(300_000) };

/** Whether `short` is `whole` but for strings that end early. */
function isShortened(short: unknown, whole: unknown): boolean {
  if (typeof short === "string" && typeof whole === "string") return whole.startsWith(short);
  if (typeof short !== "object" || typeof whole !== "object" || short === null || whole === null)
    return short === whole;
  const [few, many] = [Object.entries(short), Object.entries(whole)];
  return (
    few.length === many.length &&
    few.every(([key, item], n) => key === many[n]?.[0] && isShortened(item, many[n]?.[1]))
  );
}

test("a line of the user's place stays whole JSON in which only long strings are shorter", () => {
  fc.assert(
    fc.property(value.object, fc.constantFrom(0, 2), fc.boolean(), (members, indent, isFirst) => {
      const line = isFirst ? { type: "user", members, ...padding } : { ...padding, members, type: "user" };
      const bytes = Buffer.from(JSON.stringify(line, null, indent).replaceAll("\n", " "));
      const short = withoutLongStrings(bytes);
      expect(short.length).toBeLessThan(bytes.length - 290_000);
      expect(isShortened(JSON.parse(short.toString()), line)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test.each<[string, object]>([
  ["of another kind", { type: "assistant", content: [{ type: "user", text: "z".repeat(5000) }], ...padding }],
  ["whose value is user elsewhere", { kind: "user", type: "result", result: "z".repeat(5000), ...padding }],
  ["that only speaks of users", { text: '"type":"user"', ...padding }],
])("a line %s is left as it is", (_, line) => {
  const bytes = Buffer.from(JSON.stringify(line));
  expect(withoutLongStrings(bytes)).toBe(bytes);
});

test("damaged and short lines are left as they are", () => {
  const whole = JSON.stringify({ type: "user", ...padding });
  for (const line of [whole.slice(0, -2), whole.slice(0, -1), `${whole}}`, '{"type":"user","a":"b"}'])
    expect(withoutLongStrings(Buffer.from(line)).toString()).toBe(line);
});

test("where all is text, a line that looks like a result is spoken whole", () => {
  const line = JSON.stringify({ type: "user", content: "word ".repeat(60_000) });
  const words = (input: "text" | "auto") =>
    spoken(readChunks([line], { input }))
      .join(" ")
      .match(/word/g)?.length;
  expect([words("text"), words("auto")]).toEqual([60_000, undefined]);
});
