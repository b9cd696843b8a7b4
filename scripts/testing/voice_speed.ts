import { Voice } from "../../ffi/voice.ts";
import { median, type Spread, spreadOf } from "../../src/bench/figures.ts";
import { loadParts } from "../../src/parts.ts";
import { toReading } from "../../src/speech/readings/index.ts";
import { NATURAL } from "../../src/speech/synthesizer.ts";
import { chooseVoice } from "../../src/speech/voices.ts";
import { SpokenBy } from "./spoken_by.ts";

const LIMIT_MS = 120_000;
/** Half a second at most is taken at once. */
const CHUNK_FRAMES = 24_000;

/** How long a voice alone takes, in this process. */
export interface VoiceAlone {
  readonly voice: string;
  /** Real-time factor of all sentences: synthesis for each second of their sound; below 1 it keeps up. */
  readonly factor: number;
  /** The same of one sentence, at its median. */
  readonly medianFactor: number;
  /** From the request of a sentence to its first frames, in ms. */
  readonly firstPcm: Spread;
}

/**
 * Lets voices of ours say sentences in turns, one at a time, and nothing else of the program.
 *
 * @param sentences Japanese
 * @throws AppError when a voice is not here, or cannot speak
 */
export function voicesAlone(voices: readonly string[], sentences: readonly string[]): VoiceAlone[] {
  using opened = new DisposableStack();
  const parts = loadParts();
  const subjects = voices.map((name) => {
    const choice = chooseVoice(name, parts);
    if (choice.kind !== "native") throw new Error(`${name} is a server, which has no time of its own`);
    const voice = opened.use(Voice.open(choice.library, choice.source, choice.data));
    // The first sentence of a voice reads its dictionary from the disk.
    say(voice, sentences[0] ?? "");
    return { name, voice, said: [] as Said[] };
  });
  for (const sentence of sentences) for (const { voice, said } of subjects) said.push(say(voice, sentence));
  return subjects.map(({ name, said }) => ({
    voice: name,
    factor: sum(said, "synthesisMs") / sum(said, "soundMs"),
    medianFactor: median(said.map(({ synthesisMs, soundMs }) => synthesisMs / soundMs)),
    firstPcm: spreadOf(said.map(({ firstMs }) => firstMs)),
  }));
}

interface Said {
  readonly firstMs: number;
  readonly synthesisMs: number;
  readonly soundMs: number;
}

function say(voice: Voice, sentence: string): Said {
  const chunk = new Int16Array(CHUNK_FRAMES);
  const startedAt = performance.now();
  let firstMs: number | null = null;
  let frames = 0;
  voice.start(toReading(sentence), NATURAL);
  for (;;) {
    const pulled = voice.next(chunk, LIMIT_MS);
    if (pulled.status === "timeout") throw new Error(`${sentence} was not said within ${LIMIT_MS} ms`);
    const synthesisMs = performance.now() - startedAt;
    if (pulled.status === "frames") firstMs ??= synthesisMs;
    else return { firstMs: firstMs ?? synthesisMs, synthesisMs, soundMs: (frames / voice.rate) * 1000 };
    frames += pulled.frames;
  }
}

const sum = (said: readonly Said[], part: keyof Said) => said.reduce((all, one) => all + one[part], 0);

/** Milliseconds from the moment a sentence was read to its first PCM frame. */
export interface FirstPcm {
  readonly voice: string;
  readonly latency: Spread;
}

/**
 * Lets the program speak messages with each voice in turns, one at a time.
 *
 * @param flags of `speak` besides the voice
 * @throws Error when it ended early, or said nothing
 */
export async function firstPcms(
  voices: readonly string[],
  messages: readonly string[],
  flags: readonly string[],
): Promise<FirstPcm[]> {
  const speakers = voices.map((voice) => ({
    voice,
    speaker: new SpokenBy([...flags, "--server", "off", "--voice", voice]),
    latencies: [] as number[],
  }));
  try {
    for (const { speaker } of speakers) {
      await speaker.ready();
      await speaker.speak(messages[0] ?? "");
    }
    for (const message of messages)
      for (const { speaker, latencies } of speakers) latencies.push((await speaker.speak(message)).latency);
    return speakers.map(({ voice, latencies }) => ({ voice, latency: spreadOf(latencies) }));
  } finally {
    for (const { speaker } of speakers) speaker[Symbol.dispose]();
  }
}
