import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildExecutable } from "./executable.ts";
import { completionServer } from "./setup/completion_server.ts";
import { reportFailure } from "./setup/failure.ts";
import { kokoroPack } from "./setup/kokoro.ts";
import { modelFile, setupModels } from "./setup/model.ts";
import { recogniser } from "./setup/recogniser.ts";
import { appleTools } from "./setup/standins.ts";
import {
  AIR_GAP_TOOLS,
  CERTIFICATE_TOOLS,
  COMPLETING_SHELLS,
  FORMULA_READER,
  MAN_PAGE_READERS,
  SOUND_SERVER,
  systemPackages,
} from "./setup/system_packages.ts";
import { targetNamed } from "./setup/target.ts";
import { CHECKS, DARWIN, type Group, groupsOf, lanesOf, REAL_TIME } from "./testing/groups.ts";
import { bunTestOutcome, closingLine, failedTests, type Outcome, total } from "./testing/outcome.ts";

/**
 * Sets up everything that tests use, then runs the checks and the tests, all of them or the groups named on the
 * command line. Started by test.sh, which expects the closing line and then exit code 0, or 3 for a failure.
 */

const ROOT = join(import.meta.dir, "..");
const LIMIT_MS = 40 * 60_000;
const FAILED = 3;
/** Of one test that names no other; Bun's own 5 s are too few for random inputs on a busy machine. */
const TEST_LIMIT_MS = 60_000;
const BUN = process.execPath;
/** Groups of tests that play sound. */
const PLAYING = ["ffi", "model", "e2e", REAL_TIME];

async function setUp(): Promise<void> {
  await buildExecutable();
  for (const model of setupModels) await modelFile(model);
  await kokoroPack();
  await recogniser();
  await completionServer();
}

/** Commands that pass by ending with status 0. */
function checks(): string[][] {
  const inFolder = (folder: string) => readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`);
  const shellScripts = ["scripts", "scripts/setup"].flatMap(inFolder).filter((path) => path.endsWith(".sh"));
  return [
    [BUN, "run", "--bun", "biome", "check", "."],
    [BUN, "run", "--bun", "tsc", "--noEmit"],
    [BUN, "scripts/check-abi.ts"],
    ...[...shellScripts, ".ci/run"].map((path) => ["bash", "-n", path]),
  ];
}

/** @param isBeside whether something else prints meanwhile, so that all of its output has to wait for its end */
async function execute(name: string, command: readonly string[], isBeside = false): Promise<number> {
  const heading = `\n== ${name}\n`;
  if (!isBeside) process.stdout.write(heading);
  const started = performance.now();
  const output = isBeside ? "pipe" : "inherit";
  const child = Bun.spawn([...command], {
    ...{ cwd: ROOT, stdin: "ignore", stdout: output, stderr: output },
    ...{ timeout: LIMIT_MS, killSignal: "SIGKILL" },
  });
  const [stdout, stderr] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  const status = await child.exited;
  if (isBeside) process.stdout.write(`${heading}${stdout}${stderr}`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`== ${status === 0 ? "passed" : `failed with status ${status}`} in ${seconds} s\n`);
  return status;
}

async function textOf(stream: ReadableStream<Uint8Array> | number | undefined): Promise<string> {
  return stream instanceof ReadableStream ? await new Response(stream).text() : "";
}

async function runCheck(command: readonly string[]): Promise<Outcome> {
  const name = command.filter((word) => word !== BUN).join(" ");
  const status = await execute(name, command);
  if (status !== 0) failed.push(name);
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
}

async function runGroup({ name, paths }: Group, isBeside: boolean): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "stream-tts-bun-test-"));
  try {
    const report = Bun.file(join(folder, "report.xml"));
    const reporter = ["--reporter=junit", `--reporter-outfile=${report.name}`];
    const limit = ["--timeout", `${TEST_LIMIT_MS}`];
    const status = await execute(`tests: ${name}`, [BUN, "test", ...limit, ...reporter, ...paths], isBeside);
    const text = (await report.exists()) ? await report.text() : null;
    failed.push(...failedTests(text ?? ""));
    return bunTestOutcome(text, status);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const outcomes: Outcome[] = [];
/** Checks and tests, by name. */
const failed: string[] = [];
try {
  const wanted = process.argv.slice(2);
  const groups = groupsOf(join(ROOT, "test"), wanted);
  await setUp();
  if (groups.some(({ name }) => !PLAYING.includes(name)))
    await systemPackages({ ...CERTIFICATE_TOOLS, ...FORMULA_READER });
  if (groups.some(({ name }) => PLAYING.includes(name))) await systemPackages(SOUND_SERVER);
  if (groups.some(({ name }) => name === "e2e"))
    await systemPackages({ ...AIR_GAP_TOOLS, ...COMPLETING_SHELLS, ...MAN_PAGE_READERS });
  if (groups.some(({ name }) => name === DARWIN)) {
    await appleTools();
    await buildExecutable(targetNamed("darwin-arm64"));
  }
  if (wanted.length === 0 || wanted.includes(CHECKS))
    for (const command of checks()) outcomes.push(await runCheck(command));
  for (const lanes of lanesOf(groups)) {
    const isBeside = lanes.length > 1;
    const runLane = async (lane: readonly Group[]) => {
      for (const group of lane) outcomes.push(await runGroup(group, isBeside));
    };
    await Promise.all(lanes.map(runLane));
  }
} catch (error) {
  reportFailure(error);
  outcomes.push({ passed: 0, failed: 1, skipped: 0 });
}
const result = total(outcomes);
process.stdout.write(failed.map((name) => `\nfailed: ${name}`).join(""));
process.stdout.write(`\n${closingLine(result)}\n`);
process.exitCode = result.failed === 0 ? 0 : FAILED;
