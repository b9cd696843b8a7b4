import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { baseFolder } from "../../src/base_folder.ts";
import { medianPitch, semitones } from "../testing/pitch.ts";
import { failed, passed, type Verdict } from "../testing/steps/step.ts";
import type { Transcript } from "../testing/steps/transcript.ts";
import { Doctor, firstLine, SENTENCE, speakToFile } from "./program.ts";
import { soundFacts, soundOf } from "./sound_facts.ts";
import type { Scene, Step } from "./step.ts";

const SECOND = 1000;
/** A word of the sentence that a recogniser writes in one way only. */
const HEARD = "天気";
/** A name that no voice has, so that the refusal tells which there are. */
const NOBODY = "no-such-voice";
/** In the order in which the default is looked for (native/apple_speech.h). */
const DEFAULTS = ["otoya", "kyoko"] as const;
const ENGLISH = "The tests pass, and the old cache was removed.";
/** One way of speaking and another, and the least of the 8 semitones, 1.75 times and 6 dB between them that must be heard. */
const LOW = "pitch=-4@rate=0.8@volume=1";
const HIGH = "pitch=4@rate=1.4@volume=0.5";
const LEAST_SEMITONES = 4;
const LEAST_FASTER = 1.15;
const LEAST_SOFTER_DB = 3;
/** Of what is set up for the tests, what a recogniser needs (scripts/setup/recogniser.ts). */
const RECOGNISER = ["recogniser-packages-", "whisper-base-"];

/** What the program makes of model, voices and sound. */
export const SPEECH_STEPS: readonly Step[] = [
  {
    name: "doctor",
    shows: "What the program itself finds when it tries everything that speaking rests on",
    limitMs: 300 * SECOND,
    run: doctor,
  },
  {
    name: "metal",
    shows: "That ggml knows the GPU, on which libllama then puts all layers",
    limitMs: 300 * SECOND,
    isForMac: true,
    run: metal,
  },
  {
    name: "voices",
    shows: "Which Japanese voices this Mac has, and which of them is the default",
    limitMs: 60 * SECOND,
    isForMac: true,
    run: voices,
  },
  {
    name: "apple-voice",
    shows: "That Apple's voice speaks: a file of some length and loudness, which a recogniser understands",
    limitMs: 120 * SECOND,
    isForMac: true,
    run: (scene, transcript) => spoken(scene, transcript, "apple"),
  },
  {
    name: "older-apple-voice",
    shows: "That the older engine, NSSpeechSynthesizer, speaks as well",
    limitMs: 120 * SECOND,
    isForMac: true,
    run: (scene, transcript) => spoken(scene, transcript, "ns:"),
  },
  {
    name: "voice-list",
    shows: "That voices lists those of this Mac, and marks the one that speaks by default",
    limitMs: 60 * SECOND,
    isForMac: true,
    run: voiceList,
  },
  {
    name: "prosody",
    shows: "That the default voice follows pitch, rate and volume: the same sentence in two ways, measured",
    limitMs: 120 * SECOND,
    run: prosody,
  },
  {
    name: "mei",
    shows:
      "That the voice of Open JTalk speaks: a file of some length and loudness, which a recogniser understands",
    limitMs: 120 * SECOND,
    run: (scene, transcript) => spoken(scene, transcript, "mei"),
  },
  {
    name: "translated",
    shows: "That English is translated and spoken by the default voice",
    limitMs: 300 * SECOND,
    run: async (scene, transcript) =>
      (await speakToFile(scene, transcript, "translated", { text: ENGLISH, flags: [] })).verdict,
  },
  {
    name: "offline",
    shows: "That the program speaks while the kernel keeps it from the network",
    limitMs: 120 * SECOND,
    run: async (scene, transcript) => {
      const flags = ["--offline", "--no-translate"];
      return (await speakToFile(scene, transcript, "offline", { text: SENTENCE, flags })).verdict;
    },
  },
];

async function examined({ executable }: Scene, transcript: Transcript): Promise<Doctor> {
  const { status, stdout, stderr } = await transcript.run([executable, "doctor", "--json"]);
  if (!stdout.startsWith("{")) throw new Error(`doctor ended with status ${status}: ${firstLine(stderr)}`);
  return Doctor.parse(JSON.parse(stdout));
}

async function doctor(scene: Scene, transcript: Transcript): Promise<Verdict> {
  const { checks } = await examined(scene, transcript);
  const amiss = checks.filter(({ state }) => state !== "ok");
  const told = amiss.map(({ name, state, what }) => `${name} ${state}: ${what}`).join("; ");
  if (amiss.some(({ state }) => state === "failed")) return failed(told);
  return passed(told === "" ? `${checks.length} checks are well` : told);
}

async function metal(scene: Scene, transcript: Transcript): Promise<Verdict> {
  const { checks } = await examined(scene, transcript);
  const compute = checks.find(({ name }) => name === "compute");
  const model = checks.find(({ name }) => name === "model");
  if (compute === undefined || compute.state !== "ok")
    return failed(compute?.what ?? "doctor says nothing of it");
  return passed(`${compute.what}. ${model?.what ?? ""}`);
}

async function voices({ executable }: Scene, transcript: Transcript): Promise<Verdict> {
  const speak = (voice: string) =>
    transcript.run([executable, "--server", "off", "--no-translate", "--voice", voice, "--output", "null"], {
      stdin: "あ。\n",
    });
  const listed = await transcript.run(["say", "-v", "?"]);
  const japanese = listed.stdout.split("\n").filter((line) => /\bja[_-]JP\b/.test(line));
  transcript.note(`say knows ${japanese.length} Japanese voices`);
  const refusal = await speak(NOBODY);
  if (refusal.status === 0) return failed(`a voice named ${NOBODY} was not refused`);
  const here = /why: (.*)/.exec(refusal.stderr)?.[1] ?? firstLine(refusal.stderr);
  for (const voice of DEFAULTS)
    if ((await speak(voice)).status === 0) return passed(`the default is ${voice}; ${here}`);
  return failed(`neither ${DEFAULTS.join(" nor ")} can be opened; ${here}`);
}

/** Of `voices --json`. */
const Listed = z.array(z.object({ name: z.string(), state: z.string(), is_default: z.boolean() }));

async function listedVoices({ executable }: Scene, transcript: Transcript): Promise<z.infer<typeof Listed>> {
  const { status, stdout, stderr } = await transcript.run([executable, "voices", "--json"]);
  if (status !== 0) throw new Error(`voices ended with status ${status}: ${firstLine(stderr)}`);
  return Listed.parse(JSON.parse(stdout));
}

async function voiceList(scene: Scene, transcript: Transcript): Promise<Verdict> {
  const listed = await listedVoices(scene, transcript);
  const names = listed.filter(({ state }) => state === "system").map(({ name }) => name);
  const usual = listed.find(({ is_default }) => is_default);
  // The name for the best of them is always there.
  if (names.length < 2) return failed("it lists no voice of this Mac");
  if (usual === undefined || !names.includes(usual.name))
    return failed(`the default is ${usual?.name ?? "none"}`);
  return passed(`${names.join(", ")}; the default is ${usual.name}`);
}

async function prosody(scene: Scene, transcript: Transcript): Promise<Verdict> {
  const usual = (await listedVoices(scene, transcript)).find(({ is_default }) => is_default);
  if (usual === undefined) return failed("no voice is the default");
  const saidSo = (name: string, settings: string) => {
    const flags = ["--no-translate", "--voice", `${usual.name}@${settings}`];
    return speakToFile(scene, transcript, name, { text: SENTENCE, flags });
  };
  const low = await saidSo("prosody-low", LOW);
  if (low.verdict.status !== "passed") return low.verdict;
  const high = await saidSo("prosody-high", HIGH);
  return high.verdict.status === "passed" ? compared(low.path, high.path) : high.verdict;
}

function compared(lowPath: string, highPath: string): Verdict {
  const [low, high] = [soundFacts(lowPath), soundFacts(highPath)];
  const interval = semitones(pitchOf(lowPath), pitchOf(highPath));
  const faster = low.seconds / high.seconds;
  const softer = low.loudness - high.loudness;
  const what = `${interval.toFixed(1)} semitones higher, ${faster.toFixed(2)} times as fast, ${softer.toFixed(1)} dB softer`;
  const isFollowed = interval > LEAST_SEMITONES && faster > LEAST_FASTER && softer > LEAST_SOFTER_DB;
  return isFollowed ? passed(what) : failed(`${HIGH} after ${LOW} is ${what}`);
}

function pitchOf(path: string): number {
  const { pcm, rate } = soundOf(path);
  return medianPitch(pcm, rate);
}

async function spoken(scene: Scene, transcript: Transcript, voice: string): Promise<Verdict> {
  const flags = ["--no-translate", "--voice", voice];
  const name = voice.replace(/\W/g, "");
  const { path, verdict } = await speakToFile(scene, transcript, name, { text: SENTENCE, flags });
  if (verdict.status !== "passed") return verdict;
  if (!isRecogniserSetUp(scene)) return passed(`${verdict.why}; no recogniser is set up to listen to it`);
  const script = join(scene.root, "scripts", "recognise.ts");
  const recognised = await transcript.run([process.execPath, script, path]);
  if (recognised.status !== 0) return failed(`${verdict.why}; the recogniser failed`);
  const heard = firstLine(recognised.stdout);
  return heard.includes(HEARD)
    ? passed(`${verdict.why}; heard as 「${heard}」`)
    : failed(`${verdict.why}; heard as 「${heard}」`);
}

function isRecogniserSetUp({ env }: Scene): boolean {
  const cache = baseFolder("XDG_CACHE_HOME", { home: homedir(), environment: env });
  const parts = join(cache, "stream-tts-bun", "parts");
  const names = existsSync(parts) ? readdirSync(parts) : [];
  return RECOGNISER.every((beginning) => names.some((name) => name.startsWith(beginning)));
}
