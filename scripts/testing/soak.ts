import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { completeLine } from "../../src/bench/feed.ts";
import { EXECUTABLE } from "../executable.ts";
import { manySentences } from "./many_sentences.ts";
import { MemoryWatch } from "./resident.ts";
import { type TraceLine, traceLines } from "./trace_lines.ts";

const LOOK_MS = 250;
const LIMIT_MS = 3 * 3600_000;

export interface SoakOptions {
  readonly utterances: number;
  /** Memory may still grow until so many utterances are done. */
  readonly warmUp: number;
  readonly model: string;
  readonly voice: string;
  /** Told from time to time how far it is. */
  readonly onProgress: (done: number, residentBytes: number) => void;
}

export interface SoakResult {
  readonly exitCode: number;
  /** Utterances that were cut, and those that got sound. */
  readonly cut: number;
  readonly spoken: number;
  readonly inOrder: boolean;
  /** Sentences that were not spoken to their end, or could not be translated. */
  readonly faults: number;
  /** Sum over all processes, in bytes: after the warm-up (the highest until then), and the highest afterwards. */
  readonly warmBytes: number;
  readonly highestBytes: number;
}

/** Speaks many sentences in one session, dropping the sound, and watches memory and order. */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const folder = mkdtempSync(join(tmpdir(), "soak-"));
  try {
    const tracePath = join(folder, "trace.ndjson");
    const flags = [
      "--config",
      "none",
      "--output",
      "null",
      "--model",
      options.model,
      "--voice",
      options.voice,
      "--trace",
      tracePath,
    ];
    const child = Bun.spawn([EXECUTABLE, ...flags], {
      stdio: ["pipe", "ignore", "inherit"],
      timeout: LIMIT_MS,
    });
    child.stdin.write(input(options.utterances));
    child.stdin.end();
    const memory = new MemoryWatch(child.pid);
    let warmBytes = 0;
    let highestBytes = 0;
    while (child.exitCode === null && child.signalCode === null) {
      const done = audible(traceLines(tracePath)).length;
      const resident = memory.look();
      if (done <= options.warmUp) warmBytes = Math.max(warmBytes, resident);
      else highestBytes = Math.max(highestBytes, resident);
      options.onProgress(done, resident);
      await Bun.sleep(LOOK_MS);
    }
    const all = traceLines(tracePath);
    const ids = audible(all);
    return {
      exitCode: child.exitCode ?? -1,
      cut: all.filter(({ event }) => event === "utterance").length,
      spoken: ids.length,
      inOrder: ids.every((id, i) => id === i),
      faults: all.findLast(({ event }) => event === "summary")?.counts?.faults ?? -1,
      warmBytes,
      highestBytes,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One message a line; every line is one utterance. */
function input(utterances: number): string {
  return manySentences(utterances)
    .map((text, i) => completeLine(`m${i}`, text))
    .join("");
}

/** Ids of the utterances that have sounded, in the order of their first sound. */
function audible(trace: readonly TraceLine[]): number[] {
  return [...new Set(trace.flatMap(({ event, id }) => (event === "audio" && id !== undefined ? [id] : [])))];
}
