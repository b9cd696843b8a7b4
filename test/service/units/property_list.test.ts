import { expect, test } from "bun:test";
import fc from "fast-check";
import { type Property, propertyList, stringsUnder } from "../../../src/service/units/property_list.ts";

/** What another program reads in property lists. */
function readByPython(lists: readonly string[]): unknown {
  const script =
    "import json, plistlib, sys\n" +
    "print(json.dumps([plistlib.loads(x.encode(), fmt=plistlib.FMT_XML) for x in json.load(sys.stdin)]))";
  const { stdout, stderr, exitCode } = Bun.spawnSync(["python3", "-c", script], {
    stdin: new TextEncoder().encode(JSON.stringify(lists)),
  });
  if (exitCode !== 0) throw new Error(stderr.toString());
  return JSON.parse(stdout.toString());
}

/** Characters that XML has, with those that it takes specially more often. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."<>&;\"' \t\n\r]-ab#13") }),
  fc
    .string({ unit: "grapheme" })
    .filter((string) => !/[^\P{Cc}\t\n\r\u007f-\u009f]|[\ufffe\uffff]/u.test(string)),
);
const property: fc.Arbitrary<Property> = fc.oneof(
  text,
  fc.boolean(),
  fc.array(text),
  fc.dictionary(text, fc.oneof(text, fc.boolean()), { noNullPrototype: true }),
);

test("another program reads what was written", () => {
  const properties = fc.sample(property, { numRuns: 500, seed: 9 });
  expect(readByPython(properties.map(propertyList))).toEqual(properties);
});

test("the words of a command are read back", () => {
  fc.assert(
    fc.property(fc.array(text), fc.array(text), (words, others) => {
      const list = propertyList({ Before: others, ProgramArguments: words, After: others });
      expect(stringsUnder("ProgramArguments", list)).toEqual(words);
    }),
  );
});

test("a character that XML does not have is refused", () => {
  expect(() => propertyList(["a\u001bb"])).toThrow(
    expect.objectContaining({ code: "UNIT_UNWRITABLE", why: expect.stringContaining("\\u001b") }),
  );
});
