import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import manifest from "../package.json" with { type: "json" };
import { AppError, reasonOf } from "../src/errors.ts";
import { sha256OfFile } from "../src/fetch/digest.ts";
import { HELP, type Wishes, wishesOf } from "./mac_check/command_line.ts";
import { perform, type Scene } from "./mac_check/step.ts";
import { STEPS } from "./mac_check/steps.ts";
import type { Heading } from "./testing/steps/report.ts";
import { answer, runSteps } from "./testing/steps/run_steps.ts";

/** Looks at what only a Mac can show, and writes one report. Started by mac-check.sh. */

const ROOT = join(import.meta.dir, "..");

async function check({ steps, executable, output, isInteractive }: Wishes): Promise<number> {
  // Not tmpdir() on a Mac: a socket's address below that would be too long.
  const folder = mkdtempSync(join(process.platform === "darwin" ? "/tmp" : tmpdir(), "mac-check-"));
  const { platform, env } = process;
  const scene: Scene = { platform, executable, root: ROOT, folder, env, ask: isInteractive ? ask : null };
  try {
    const heading = await headingOf(scene);
    return await runSteps(steps, (step) => perform(step, scene), { output, title: "mac-check", heading });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function headingOf({ executable }: Scene): Promise<Heading> {
  try {
    accessSync(executable, constants.X_OK);
  } catch (error) {
    throw new AppError("SETUP_FAILED", {
      what: "there is no program to look at",
      why: reasonOf(error),
      fix: "name one: scripts/mac-check.sh EXECUTABLE; or build it: scripts/run.sh --version",
    });
  }
  return [
    ["date", new Date().toISOString()],
    ["checkout", `stream-tts-bun ${manifest.version}, Bun ${Bun.version}`],
    ["executable", `${executable}, sha256 ${await sha256OfFile(executable)}`],
    ["machine", `${process.platform}-${process.arch}`],
  ];
}

async function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`\n${question} [y/n] `)).trim());
  } finally {
    terminal.close();
  }
}

const read = () => wishesOf(process.argv.slice(2), ROOT, process.platform);
await answer(read, { help: HELP, steps: STEPS }, check);
