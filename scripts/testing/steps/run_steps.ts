import { writeFileSync } from "node:fs";
import { EXIT } from "../../../src/errors.ts";
import { closing, type Heading, renderReport, seconds } from "./report.ts";
import type { Described, Finding } from "./step.ts";

/**
 * Performs steps one after another, tells of each on stderr, and writes the report.
 *
 * @param report where it goes, and what stands at its beginning
 * @returns the exit code: whether any step has failed
 */
export async function runSteps<Step extends Described>(
  steps: readonly Step[],
  perform: (step: Step) => Promise<Finding>,
  report: { readonly output: string; readonly title: string; readonly heading: Heading },
): Promise<number> {
  const findings: Finding[] = [];
  for (const step of steps) {
    process.stderr.write(`${step.name} … `);
    const finding = await perform(step);
    findings.push(finding);
    process.stderr.write(`${finding.status} (${seconds(finding.ms)}) ${finding.why}\n`);
    // After each step, so that whatever ends the run leaves what is known by then.
    writeFileSync(report.output, renderReport(report.title, report.heading, findings));
  }
  process.stderr.write(`${closing(findings)}; the report is ${report.output}\n`);
  return findings.some(({ status }) => status === "failed") ? EXIT.failed : EXIT.done;
}

/** Names every step and what it shows, a line each. */
export function listOf(steps: readonly Described[]): string {
  return steps.map(({ name, shows }) => `${name.padEnd(20)} ${shows}\n`).join("");
}
