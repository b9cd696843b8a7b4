import { homedir } from "node:os";
import type { Finding, Verdict } from "./step.ts";

/** What the report says of itself: a name and a value a line. */
export type Heading = readonly (readonly [name: string, value: string])[];

/** The report as Markdown, without the name of the person's home. */
export function renderReport(title: string, heading: Heading, findings: readonly Finding[]): string {
  const facts = heading.map(([name, value]) => `- ${name}: ${value}`).join("\n");
  const rows = findings.map(
    ({ step, status, ms, why }) => `| ${step.name} | ${status} | ${seconds(ms)} | ${cell(why)} |`,
  );
  const details = findings
    .filter(({ transcript }) => transcript !== "")
    .map(({ step, status, why, transcript }) => {
      const fence = fenceFor(transcript);
      return `## ${step.name}\n\n${step.shows}.\n\n**${status}**: ${why}\n\n${fence}\n${transcript}${fence}\n`;
    });
  const text = `# ${title}

${facts}
- result: ${closing(findings)}

| step | status | time | why |
|---|---|---|---|
${rows.join("\n")}

${details.join("\n")}`;
  return text.replaceAll(homedir(), "~");
}

/** How many of each there are. */
export function closing(findings: readonly Verdict[]): string {
  const count = (wanted: Verdict["status"]) => findings.filter(({ status }) => status === wanted).length;
  return `${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped`;
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replace(/\s*\n\s*/g, " ");
}

/** Longer than every run of backticks in the text, which is what a fence has to be (CommonMark 0.31.2, 4.5). */
function fenceFor(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  return "`".repeat(longest + 1);
}
