import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { EXECUTABLE } from "../executable.ts";
import { recognised } from "./recognised.ts";
import { traceLines } from "./trace_lines.ts";

const LIMIT_MS = 1800_000;

/** Japanese that a voice is judged by; one sentence, so that it is one utterance. */
export interface SpokenSentence {
  /** What is hard about it: prose, number, counter, date… */
  readonly kind: string;
  readonly text: string;
}

/** The sentences of test/fixtures: ours, written for this, and not chosen by how any voice says them. */
export const VOICE_SENTENCES = join(import.meta.dir, "..", "..", "test", "fixtures", "voice_sentences.tsv");

const Row = z.tuple([z.string().min(1), z.string().min(1)]);

/** The lines of a file, each the kind of a sentence, a tab and the sentence. @throws ZodError for another line */
export function spokenSentences(path = VOICE_SENTENCES): SpokenSentence[] {
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  return lines.map((line) => {
    const [kind, text] = Row.parse(line.split("\t"));
    return { kind, text };
  });
}

export interface HeardSentence extends SpokenSentence {
  /** What the voice was given. */
  readonly reading: string;
  readonly heard: string;
  /** Edit distance of the kana of what was heard from those of the reading, and how many the reading has. */
  readonly errors: number;
  readonly kana: number;
}

/** Kana errors of all of it for each kana of its readings. */
export function errorRate(sentences: readonly HeardSentence[]): number {
  const sum = (part: "errors" | "kana") => sentences.reduce((all, sentence) => all + sentence[part], 0);
  return sum("errors") / sum("kana");
}

/**
 * Lets a voice say sentences to a file, by one run of the program without a translation, and a recogniser hear them.
 *
 * @throws Error when the program or the recogniser failed, or a sentence was not said as one utterance
 */
export async function hearVoice(
  voice: string,
  sentences: readonly SpokenSentence[],
): Promise<HeardSentence[]> {
  const folder = mkdtempSync(join(tmpdir(), "voice-"));
  try {
    const wav = join(folder, "said.wav");
    const trace = join(folder, "said.ndjson");
    const flags = [
      "--config",
      "none",
      "--input",
      "text",
      "--no-translate",
      "--server",
      "off",
      "--voice",
      voice,
    ];
    const child = Bun.spawn([EXECUTABLE, ...flags, "--output", wav, "--trace", trace], {
      stdio: [new Blob([sentences.map(({ text }) => `${text}\n`).join("")]), "ignore", "inherit"],
      timeout: LIMIT_MS,
    });
    const status = await child.exited;
    if (status !== 0) throw new Error(`${voice} did not say everything: status ${status}`);
    const said = traceLines(trace).filter(({ event }) => event === "utterance");
    if (said.length !== sentences.length)
      throw new Error(`${sentences.length} sentences became ${said.length} utterances`);
    const { utterances } = await recognised(wav, trace);
    return sentences.map((sentence, id) => {
      const utterance = utterances.find((one) => one.id === id);
      if (utterance === undefined) throw new Error(`${voice} made no sound of ${sentence.text}`);
      const { reference, recognised: heard, errors, length } = utterance;
      return { ...sentence, reading: reference, heard, errors, kana: length };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
