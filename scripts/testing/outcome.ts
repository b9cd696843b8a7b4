/** How many checks and tests went which way. */
export interface Outcome {
  passed: number;
  failed: number;
  skipped: number;
}

/** The last line of a test run; other programs read it. */
export function closingLine({ passed, failed, skipped }: Outcome): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`;
}

/** Sums outcomes; none at all is a failure, because a run that tested nothing has shown nothing. */
export function total(outcomes: readonly Outcome[]): Outcome {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const one of outcomes) {
    sum.passed += one.passed;
    sum.failed += one.failed;
    sum.skipped += one.skipped;
  }
  return sum.passed + sum.failed === 0 ? { ...sum, failed: 1 } : sum;
}

/**
 * The outcome of one `bun test`.
 *
 * @param report its JUnit report (the totals stand in the attributes of `testsuites`), or null when it wrote none
 * @param status its exit code; a file that cannot be loaded shows only here
 */
export function bunTestOutcome(report: string | null, status: number): Outcome {
  const totals = report?.match(/<testsuites\b[^>]*>/)?.[0] ?? "";
  const count = (name: string) => Number(totals.match(new RegExp(`\\b${name}="(\\d+)"`))?.[1] ?? 0);
  const [tests, failed, skipped] = [count("tests"), count("failures"), count("skipped")];
  const executed = tests - skipped;
  const unseen = failed === 0 && (status !== 0 || executed === 0) ? 1 : 0;
  return { passed: executed - failed, failed: failed + unseen, skipped };
}

/** The tests that failed, by a JUnit report of `bun test`: each with its file and the names that stand around it. */
export function failedTests(report: string): string[] {
  return [...report.matchAll(/<testcase\b([^>]*[^/])>\s*<failure\b/g)].map(([, attributes = ""]) => {
    const attribute = (name: string) =>
      decoded(attributes.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1] ?? "");
    return [attribute("file"), attribute("classname"), attribute("name")]
      .filter((part) => part !== "")
      .join(" > ");
  });
}

/** The text that XML's predefined entities stand for. */
function decoded(text: string): string {
  const entities = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&" };
  return text.replace(/&(?:lt|gt|quot|apos|amp);/g, (entity) => entities[entity as keyof typeof entities]);
}
