import { writeFileSync } from "node:fs";
import { AppError, EXIT } from "../../../src/errors.ts";
import { reportFailure } from "../../setup/failure.ts";
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

/**
 * Does what the command line of a check says, and ends the process with its exit code.
 *
 * @param read reads the command line
 * @param check performs the steps and gives the exit code
 */
export async function answer<Wishes extends { readonly shows: "help" | "list" | null }>(
  read: () => Wishes,
  { help, steps }: { readonly help: string; readonly steps: readonly Described[] },
  check: (wishes: Wishes) => Promise<number>,
): Promise<void> {
  try {
    const wishes = read();
    if (wishes.shows === "help") process.stdout.write(help);
    else if (wishes.shows === "list") process.stdout.write(listOf(steps));
    else process.exitCode = await check(wishes);
  } catch (error) {
    reportFailure(error);
    if (error instanceof AppError && error.code === "USAGE") process.exitCode = EXIT.usage;
  }
}

/** Names every step and what it shows, a line each. */
function listOf(steps: readonly Described[]): string {
  return steps.map(({ name, shows }) => `${name.padEnd(20)} ${shows}\n`).join("");
}
