import { join } from "node:path";
import { z } from "zod";
import { modelsFolder } from "../../src/models/folders.ts";
import { firstLine } from "../mac_check/program.ts";
import { failed, passed, type Verdict } from "../testing/steps/step.ts";
import { CannotRun, type Transcript } from "../testing/steps/transcript.ts";
import { type TraceLine, traceLines } from "../testing/trace_lines.ts";
import { type Debian, inside } from "./debian.ts";
import { script } from "./scene.ts";

/** The model that is small enough for an emulator. */
export const SMALL_MODEL = "qwen2.5-coder-0.5b-instruct-q4_k_m";
/** Where the program looks for models, as the only user of a Debian sees it. */
const MODELS = "/root/.cache/stream-tts-bun/models";

/** Something to be said. */
interface Saying {
  readonly name: string;
  readonly stdin: string;
  /** What a recogniser must hear among the rest; empty where the model chooses the words. */
  readonly heard: string;
  /** Whether the model has to translate it; what everybody greets with is known without. */
  readonly needsModel: boolean;
}

/** The first line of the README. */
const GREETING: Saying = {
  name: "greeting",
  stdin: '{"type":"assistant","content":[{"type":"text","text":"Hello"}]}\n',
  heard: "こんにちは",
  needsModel: false,
};
const SENTENCE: Saying = {
  name: "sentence",
  stdin:
    '{"type":"assistant","content":[{"type":"text","text":"The build failed because the configuration file is missing."}]}\n',
  heard: "",
  needsModel: true,
};

/**
 * Has the model here, fetching it when it is missing.
 *
 * @throws CannotRun
 */
export async function haveModel(transcript: Transcript, name: string): Promise<void> {
  const { status, stderr } = await transcript.run(script("setup/model.ts", name));
  if (status !== 0) throw new CannotRun(`${name} cannot be fetched: ${firstLine(stderr)}`);
}

const Summary = z.object({ translated_tokens: z.int().nonnegative() });
const Ready = z.object({ load_ms: z.number(), prefix_tokens: z.int(), prefix_restored: z.boolean() });
/** What recognise.py prints. */
const Recognised = z.object({
  kana_error_rate: z.number(),
  utterances: z.array(z.object({ reference: z.string(), recognised: z.string() })),
});
/** A single sentence of some thirty kana gives a recogniser little to go by. */
const HIGHEST_KANA_ERROR_RATE = 0.25;

/** {@link spoken} for the greeting and the sentence, one after another. */
export async function bothSpoken(
  debian: Debian,
  transcript: Transcript,
  command: readonly string[],
): Promise<Verdict> {
  const greeting = await spoken(debian, transcript, command, GREETING);
  if (greeting.status !== "passed") return greeting;
  const sentence = await spoken(debian, transcript, command, SENTENCE);
  return sentence.status === "passed" ? passed(`${greeting.why}; ${sentence.why}`) : sentence;
}

/**
 * Lets a program that lies in a Debian translate and speak to a file, without a network, and listens to it.
 *
 * @param command the program and its flags
 */
async function spoken(
  debian: Debian,
  transcript: Transcript,
  command: readonly string[],
  { name, stdin, heard, needsModel }: Saying,
): Promise<Verdict> {
  const wav = `/tmp/${name}.wav`;
  const trace = `/tmp/${name}.ndjson`;
  const speaking = [...command, "--output", wav, "--trace", trace];
  const sight = { folders: { [MODELS]: modelsFolder() } };
  const ran = await transcript.run(inside(debian, speaking, sight), { stdin });
  if (ran.status !== 0) return failed(`status ${ran.status}: ${ran.stderr.trim()}`);
  const lines = traceLines(join(debian.root, trace));
  const { translated_tokens } = Summary.parse(line(lines, "summary"));
  if (needsModel && translated_tokens === 0) return failed("the model has translated nothing");
  const { load_ms, prefix_tokens, prefix_restored } = Ready.parse(line(lines, "ready"));
  const listening = await transcript.run(
    script("recognise.ts", ...[wav, trace].map((path) => join(debian.root, path))),
  );
  if (listening.status !== 0) throw new CannotRun(`the recogniser failed: ${firstLine(listening.stderr)}`);
  const { kana_error_rate, utterances } = Recognised.parse(JSON.parse(listening.stdout));
  const text = (part: "reference" | "recognised") => utterances.map((utterance) => utterance[part]).join("");
  const prefix = prefix_restored ? "the saved prefix" : `a prefix of ${prefix_tokens} tokens`;
  const told =
    `「${text("reference")}」 is heard as 「${text("recognised")}」, ` +
    `${(load_ms / 1000).toFixed(1)} s until the model was ready with ${prefix}`;
  const isUnderstood = kana_error_rate <= HIGHEST_KANA_ERROR_RATE && text("recognised").includes(heard);
  return isUnderstood ? passed(told) : failed(`${told}: ${kana_error_rate} of the kana are others`);
}

function line(lines: readonly TraceLine[], wanted: string): TraceLine | undefined {
  return lines.find(({ event }) => event === wanted);
}
