import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { completeLine } from "../../src/bench/feed.ts";
import { EXECUTABLE } from "../executable.ts";
import { manySentences } from "./many_sentences.ts";
import { PulseServer } from "./pulse.ts";
import { type TraceLine, traceLines } from "./trace_lines.ts";

const LIMIT_MS = 3600_000;

const Summary = z.object({ underruns: z.int(), counts: z.object({ faults: z.int() }) });
const Audio = z.object({ voice: z.string() });
const Handover = z.object({
  from: z.string(),
  to: z.string(),
  why: z.string(),
  factor: z.number().nullable(),
});

export interface VoicePlayback {
  /** As `--voice` takes them. */
  readonly voices: string;
  readonly exitCode: number;
  readonly sentences: number;
  /** Sentences that were heard, as far as any clause of them was. */
  readonly heard: number;
  /** Moments at which the device asked for sound that there was not, in the middle of speech. */
  readonly underruns: number;
  readonly faults: number;
  /** Clauses that each voice has said. */
  readonly clauses: Readonly<Record<string, number>>;
  readonly handovers: readonly z.infer<typeof Handover>[];
}

/**
 * Translates English sentences and plays them on a null sink of a sound server of their own. All are there from the
 * start, so the model translates whenever it may be ahead of the sound.
 *
 * @param voices one, or a chain
 */
export async function playVoices(voices: string, sentences: number, model: string): Promise<VoicePlayback> {
  const folder = mkdtempSync(join(tmpdir(), "voices-"));
  try {
    const trace = join(folder, "trace.ndjson");
    await using server = await PulseServer.start();
    const flags = [
      "--config",
      "none",
      "--server",
      "off",
      "--model",
      model,
      "--voice",
      voices,
      "--max-backlog",
      "none",
    ];
    const stdin = manySentences(sentences).map((text, n) => completeLine(`m${n}`, text));
    const child = Bun.spawn([EXECUTABLE, ...flags, "--trace", trace], {
      ...{ stdin: new Blob([stdin.join("")]), stdout: "ignore", stderr: "inherit", timeout: LIMIT_MS },
      env: { ...process.env, ...server.env },
    });
    const exitCode = await child.exited;
    const lines = traceLines(trace);
    const of = (name: string) => lines.filter(({ event }) => event === name);
    const { underruns, counts } = Summary.parse(of("summary")[0]);
    return {
      ...{ voices, exitCode, sentences, underruns, faults: counts.faults },
      heard: new Set(of("played").map(({ id }) => id)).size,
      clauses: clausesOf(of("audio")),
      handovers: of("handover").map((line) => Handover.parse(line)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function clausesOf(audio: readonly TraceLine[]): Record<string, number> {
  const clauses: Record<string, number> = {};
  for (const line of audio) {
    const { voice } = Audio.parse(line);
    clauses[voice] = (clauses[voice] ?? 0) + 1;
  }
  return clauses;
}
