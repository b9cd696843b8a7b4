import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { failed, passed, type Verdict } from "../testing/steps/step.ts";
import { CannotRun, type Ran, type Transcript } from "../testing/steps/transcript.ts";
import { traceLines } from "../testing/trace_lines.ts";
import { soundFacts } from "./sound_facts.ts";
import type { Scene } from "./step.ts";

/** Every recogniser that knows Japanese hears the word that is looked for. */
export const SENTENCE = "今日はとてもいい天気ですね。";
/** A voice that cannot read says nothing, or a beep. */
const SHORTEST_S = 0.8;
/** Speech is some -25 dB; a silent file -Infinity. */
const SOFTEST_DB = -50;

/** Errors that tell of something that is not there, and not of a fault. */
const ABSENT = ["MODEL_MISSING"] as const;

/** Folders of a run that shares nothing with what this machine has. */
export function ownFolders({ folder }: Scene): Record<string, string> {
  return {
    XDG_CACHE_HOME: join(folder, "cache"),
    XDG_CONFIG_HOME: join(folder, "config"),
    XDG_RUNTIME_DIR: "",
  };
}

/** Whether a run of the program went well, and if not, what it said. */
export function judge({ status, stderr }: Ran, why: string): Verdict {
  const absent = ABSENT.find((code) => stderr.includes(`(${code})`));
  if (absent !== undefined) throw new CannotRun("there is no model here: stream-tts-bun models pull");
  return status === 0 ? passed(why) : failed(`status ${status}: ${firstLine(stderr)}`);
}

/** Speaks into a file and looks at it; a voice that is silent fails. */
export async function speakToFile(
  scene: Scene,
  transcript: Transcript,
  name: string,
  { text, flags }: { readonly text: string; readonly flags: readonly string[] },
): Promise<{ readonly path: string; readonly verdict: Verdict }> {
  const path = join(scene.folder, `${name}.wav`);
  const trace = join(scene.folder, `${name}.ndjson`);
  const command = [scene.executable, "--server", "off", ...flags, "--output", path, "--trace", trace];
  const ran = await transcript.run(command, { stdin: `${text}\n` });
  const verdict = judge(ran, "");
  if (verdict.status !== "passed" || !existsSync(path)) return { path, verdict };
  const { seconds, loudness } = soundFacts(path);
  const ready = traceLines(trace).find(({ event }) => event === "ready");
  const clauses = traceLines(trace).filter(({ event }) => event === "clause");
  const said = clauses.map(({ ja = "" }) => ja).join("");
  const what = `${ready?.voice}: ${seconds.toFixed(2)} s at ${loudness.toFixed(1)} dB, 「${said}」`;
  const isHeard = seconds >= SHORTEST_S && loudness >= SOFTEST_DB;
  return { path, verdict: isHeard ? passed(what) : failed(`${what}: too short or too soft to be speech`) };
}

/** Of `doctor --json`. */
export const Doctor = z.object({
  ok: z.boolean(),
  checks: z.array(z.object({ name: z.string(), state: z.string(), what: z.string(), fix: z.string() })),
});
export type Doctor = z.infer<typeof Doctor>;

/** The libraries that the program has taken out of itself, after a start that made it do so. */
export async function extractedLibraries(scene: Scene, transcript: Transcript): Promise<string[]> {
  await start(scene, transcript);
  const runtime = join(scene.folder, "cache", "stream-tts-bun", "runtime");
  const names = existsSync(runtime) ? readdirSync(runtime, { recursive: true, encoding: "utf8" }) : [];
  return names
    .filter((name) => /\.(dylib|so)$/.test(name))
    .sort()
    .map((name) => join(runtime, name));
}

/** Starts the program with a cache of its own, as far as it takes to say one syllable to nobody. */
export async function start(scene: Scene, transcript: Transcript): Promise<Ran> {
  const flags = ["--server", "off", "--no-translate", "--voice", "echo", "--output", "null"];
  return await transcript.run([scene.executable, ...flags], { stdin: "あ。\n", env: ownFolders(scene) });
}

export function firstLine(text: string): string {
  return text.trim().split("\n")[0] ?? "";
}
