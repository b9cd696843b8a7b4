import { describe, expect, test } from "bun:test";
import { bunTestOutcome, closingLine, failedTests, total } from "../../scripts/testing/outcome.ts";

const report = (tests: number, failures: number, skipped: number) =>
  `<?xml version="1.0"?>\n<testsuites name="bun test" tests="${tests}" assertions="9" failures="${failures}" ` +
  `skipped="${skipped}" time="1"><testsuite name="a" tests="1" failures="1" skipped="1"></testsuite></testsuites>`;

describe("bunTestOutcome", () => {
  test.each([
    ["all passed", report(5, 0, 0), 0, { passed: 5, failed: 0, skipped: 0 }],
    ["some failed, some skipped", report(9, 2, 3), 1, { passed: 4, failed: 2, skipped: 3 }],
    ["a file could not be loaded", report(5, 0, 0), 1, { passed: 5, failed: 1, skipped: 0 }],
    ["every test was skipped", report(2, 0, 2), 0, { passed: 0, failed: 1, skipped: 2 }],
    ["there was no test", null, 0, { passed: 0, failed: 1, skipped: 0 }],
    ["it was killed", null, 137, { passed: 0, failed: 1, skipped: 0 }],
  ])("%s", (_, text, status, expected) => {
    expect(bunTestOutcome(text, status)).toEqual(expected);
  });
});

test("nothing executed is a failure", () => {
  expect(total([])).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("the closing line names skipped tests only when there are any", () => {
  expect(
    closingLine(
      total([
        { passed: 3, failed: 0, skipped: 0 },
        { passed: 1, failed: 2, skipped: 0 },
      ]),
    ),
  ).toBe("4 passed, 2 failed");
  expect(closingLine({ passed: 4, failed: 0, skipped: 1 })).toBe("4 passed, 0 failed, 1 skipped");
});

test("failed tests are told by file and names", () => {
  const testcase = (name: string, inside: string) =>
    `<testcase name="${name}" classname="a &lt;b&gt; &amp; &quot;c&quot;" time="0.1" file="x.test.ts" line="2" assertions="1"${inside}`;
  const failure = (type: string) => `>\n<failure type="${type}" message="1 &gt; 0" />\n</testcase>\n`;
  const cases = [
    testcase("passes", " />\n"),
    testcase("it&apos;s &gt; 1", failure("AssertionError")),
    testcase("is left out", ">\n<skipped />\n</testcase>\n"),
    testcase("hangs", failure("TimeoutError")),
  ];
  expect(failedTests(`<testsuites name="bun test">${cases.join("")}</testsuites>`)).toEqual([
    'x.test.ts > a <b> & "c" > it\'s > 1',
    'x.test.ts > a <b> & "c" > hangs',
  ]);
});
