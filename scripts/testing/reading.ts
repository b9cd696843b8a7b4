import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { UtteranceReader } from "../../src/input/reader.ts";
import { EXECUTABLE } from "../executable.ts";
import { makeAgentStream, type StreamContents } from "./agent_stream.ts";
import { residentOf } from "./resident.ts";

const LIMIT_MS = 10 * 60_000;
const LOOK_MS = 5;
const PARSE_LINES = join(import.meta.dir, "parse_lines.ts");

/** How a whole process did with a stream on its stdin. */
export interface Reading {
  readonly seconds: number;
  /** Highest resident memory, in bytes. */
  readonly peakBytes: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Writes a stream of about `size` bytes to a file. */
export function writeAgentStream(path: string, size: number): StreamContents {
  const file = openSync(path, "w");
  try {
    return makeAgentStream(size, (line) => writeSync(file, line));
  } finally {
    closeSync(file);
  }
}

/** What would be spoken of a stream, by the built executable. */
export const dryRun = (input: Bun.BunFile | ReadableStream) =>
  read([EXECUTABLE, "--dry-run", "--config", "none"], input);

/** The least that any reader has to do: it finds each line and parses it as JSON. */
export const parseLines = (input: Bun.BunFile) => read([process.execPath, PARSE_LINES], input);

/** Runs a command on one core, if the system can hold it there. */
async function read(command: readonly string[], stdin: Bun.BunFile | ReadableStream): Promise<Reading> {
  const onOneCore = Bun.which("taskset") === null ? [] : ["taskset", "-c", "0"];
  const started = performance.now();
  const child = Bun.spawn([...onOneCore, ...command], {
    stdio: [stdin, "pipe", "pipe"],
    timeout: LIMIT_MS,
  });
  // The usage that the kernel reports at the end counts what the parent had when it forked.
  let peakBytes = 0;
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, residentOf(child.pid)?.peak ?? 0);
  }, LOOK_MS);
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  const status = await child.exited;
  clearInterval(watch);
  if (status !== 0) throw new Error(`${command.join(" ")} failed: ${stderr}`);
  return { seconds: (performance.now() - started) / 1000, peakBytes, stdout, stderr };
}

/** Milliseconds that the reader takes for each line of a stream of deltas. */
export function delaysOfDeltas(size: number): number[] {
  const lines: Buffer[] = [];
  makeAgentStream(size, (line) => {
    if (line.includes('"text_delta"')) lines.push(line);
  });
  const reader = new UtteranceReader({
    ...{ input: "auto", agents: "main", announce: [], code: "announce" },
    now: () => performance.now(),
    onSkip: (reason, what) => {
      throw new Error(`${reason}: ${what}`);
    },
  });
  return lines.map((line) => {
    const started = performance.now();
    reader.push(line);
    return performance.now() - started;
  });
}

/** A line without a newline up to `bytes`, as a stream; `next` follows it. */
export function endlessLine(bytes: number, next: string): ReadableStream<Uint8Array> {
  const filling = new Uint8Array(1 << 20).fill(0x78);
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      if (sent === 0) controller.enqueue(Buffer.from('{"type":"user","message":{"content":"'));
      if (sent < bytes) {
        controller.enqueue(filling);
        sent += filling.length;
        return;
      }
      controller.enqueue(Buffer.from(`"}}\n${next}`));
      controller.close();
    },
  });
}
