import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { processEnded } from "../../src/service/process_end.ts";
import { heard } from "./echo.ts";
import { assistant, LIMIT_MS, Program, SMALL_MODEL } from "./program.ts";

setDefaultTimeout(LIMIT_MS);

const ECHO = ["--no-translate", "--voice", "echo"];
const sentences = (n: number) => Array.from({ length: n }, (_, i) => `文の番号は${i}番です。`);

/** Reads a little of stdout and goes away. */
async function readAndLeave(stdout: ReadableStream<Uint8Array>): Promise<number> {
  const reader = stdout.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return value?.length ?? 0;
}

describe("a reader of stdout that goes away", () => {
  const cases: [string, string[]][] = [
    ["--output -", [...ECHO, "--output", "-"]],
    ["--dry-run", ["--dry-run"]],
    ["translate", ["translate", "--model", SMALL_MODEL]],
  ];
  test.each(cases)("%s: quiet, exit code 0, no worker left", async (_name, args) => {
    using program = new Program();
    const child = program.start(args);
    // More than a pipe holds, so that the program cannot be done before the reader has gone.
    child.stdin.write(sentences(3000).map(assistant).join(""));
    child.stdin.flush();
    expect(await readAndLeave(child.stdout)).toBeGreaterThan(0);
    child.stdin.end();
    expect(await child.exited).toBe(0);
    expect(await program.stderr()).not.toContain("error");
    expect([...program.workers("voice"), ...program.workers("translator")]).toEqual([]);
  });

  test("a trace on stdout that nobody reads does not stop the sound", async () => {
    using program = new Program();
    const child = program.start([...ECHO, "--output", program.wav, "--trace", "-"]);
    child.stdin.write(assistant("最初です。"));
    child.stdin.flush();
    await readAndLeave(child.stdout);
    child.stdin.write(sentences(200).map(assistant).join(""));
    child.stdin.end();
    expect(await child.exited).toBe(0);
    expect(heard(program.samples())).toBe(`最初です。${sentences(200).join("")}`);
  });
});

/** Starts the program on more sentences than it can have spoken by the time the first one sounds. */
async function speaking(program: Program) {
  const child = program.start(["--no-translate", "--output", program.wav]);
  child.stdin.write(sentences(400).map(assistant).join(""));
  child.stdin.flush();
  await program.until((trace) => trace.some(({ event }) => event === "audio"));
  return child;
}

describe("signals", () => {
  test("the first Ctrl-C skips what waits, what comes later is spoken, exit code 130", async () => {
    using program = new Program();
    const child = await speaking(program);
    child.kill("SIGINT");
    await Bun.sleep(200);
    child.stdin.write(assistant("これは後から来ました。"));
    child.stdin.end();
    expect(await child.exited).toBe(130);
    const spoken = new Set(program.events("audio").map(({ id }) => id));
    expect(spoken.size).toBeLessThan(400);
    expect(spoken.has(400)).toBe(true);
    const samples = program.events("audio").reduce((sum, { samples }) => sum + Number(samples), 0);
    expect(program.samples().length).toBeGreaterThanOrEqual(samples);
    expect(program.events("summary").length).toBe(1);
  });

  test("a second Ctrl-C ends at once although stdin is open; the WAV is valid", async () => {
    using program = new Program();
    const child = await speaking(program);
    const workers = program.workers("voice");
    child.kill("SIGINT");
    await Bun.sleep(50);
    expect(child.exitCode).toBeNull();
    child.kill("SIGINT");
    expect(await child.exited).toBe(130);
    expect(program.samples().length).toBeGreaterThan(0);
    expect(workers.length).toBe(1);
    for (const worker of workers) expect(await processEnded(worker, 1000)).toBe(true);
  });

  test("SIGTERM ends with 143, a valid WAV and a summary", async () => {
    using program = new Program();
    const child = await speaking(program);
    child.kill("SIGTERM");
    expect(await child.exited).toBe(143);
    expect(program.samples().length).toBeGreaterThan(0);
    expect(program.events("summary").length).toBe(1);
  });

  test("Ctrl-C while the model is still loading ends with 130 as soon as stdin has ended", async () => {
    using program = new Program();
    const child = program.start(["--model", SMALL_MODEL, "--output", program.wav]);
    child.stdin.write(assistant("Hello."));
    child.stdin.end();
    await program.until((trace) => trace.some(({ event }) => event === "utterance"));
    child.kill("SIGINT");
    expect(await child.exited).toBe(130);
    expect(program.events("ready")).toEqual([]);
  });
});

test("kill -9 of the main process leaves no worker behind a second later", async () => {
  using program = new Program();
  const child = program.start(["--model", SMALL_MODEL, "--output", "null"]);
  child.stdin.write(
    assistant("The first sentence is a long one, so that both workers are busy with it for a while."),
  );
  child.stdin.flush();
  await program.until((trace) => trace.some(({ event }) => event === "clause"));
  const workers = [...program.workers("translator"), ...program.workers("voice")];
  expect(workers.length).toBe(2);
  child.kill("SIGKILL");
  await child.exited;
  for (const worker of workers) expect(await processEnded(worker, 1000)).toBe(true);
});
