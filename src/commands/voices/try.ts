import { type ArgsDef, defineCommand } from "citty";
import { openPlayback } from "../../audio/open_playback.ts";
import type { Playback } from "../../audio/playback.ts";
import type { Command } from "../../command.ts";
import { AppError, EXIT } from "../../errors.ts";
import { argsOf, type Flags, parseWords, TRY_FLAGS } from "../../options.ts";
import { loadParts } from "../../parts.ts";
import { createSynthesizer } from "../../speech/create_synthesizer.ts";
import { readingOfFile } from "../../speech/readings/index.ts";
import { findVoice } from "../../speech/voice_catalog.ts";
import { readChain, type VoiceSpec } from "../../speech/voice_spec.ts";
import { keepVoiceSpeed } from "../../speech/voice_speeds.ts";
import { speakTrial } from "../../speech/voice_trial.ts";
import { chooseVoice, type VoiceChoice } from "../../speech/voices.ts";
import { Stdout } from "../../stdout.ts";
import { tell, tellError } from "../../terminal.ts";
import { ownWorkers } from "../../workers/workers.ts";
import { stoppable } from "../stoppable.ts";

const WORDS: ArgsDef = {
  voice: { type: "positional", valueHint: "NAME|URL", description: "A voice, or the address of a server" },
  text: {
    type: "positional",
    required: false,
    valueHint: "TEXT …",
    description: "What it says, as it stands. Without it: numbers, a date, English words and a question",
  },
};

const SAMPLE =
  "こんにちは。2026年11月25日のテストは、128件のうち127件が通りました。README.mdとGitHubのissueを直して、pull requestを作りますか？";

/** Speaks a sentence with one voice, tells whose work it is, and measures it. */
export const tryCommand: Command = {
  definition: defineCommand({
    meta: { name: "voices try", description: "Speak a sentence with a voice, and measure it" },
    args: { ...WORDS, ...argsOf(TRY_FLAGS) },
  }),
  examples: `Nothing is translated, and no other voice takes over. What was measured is shown by voices list.

EXAMPLES

  stream-tts-bun voices try nitech
  stream-tts-bun voices try kokoro@pitch=2 --rate 1.2
  stream-tts-bun voices try jm_kumo --output kumo.wav
  stream-tts-bun voices try "http://localhost:8880/v1?voice=jf_alpha"
`,
  async run(argv) {
    const { flags, words } = await parseWords(TRY_FLAGS, argv, "voices try", {
      least: 1,
      most: Number.POSITIVE_INFINITY,
    });
    const [name = "", ...text] = words;
    const spec = specOf(name);
    return stoppable((signal) => tryVoice(spec, text.join(" ") || SAMPLE, flags, signal));
  },
};

function specOf(text: string): VoiceSpec {
  const read = readChain([text]);
  if (typeof read !== "string") return read[0];
  throw new AppError("USAGE", {
    what: `${JSON.stringify(text)} cannot be a voice`,
    why: read,
    fix: "stream-tts-bun voices shows what there is",
  });
}

async function tryVoice(
  spec: VoiceSpec,
  text: string,
  flags: Flags<(typeof TRY_FLAGS)[number]>,
  signal: AbortSignal,
): Promise<void> {
  const readingOf = readingOfFile(flags.readings);
  const parts = loadParts();
  const choice = chooseVoice(spec.name, parts);
  tell(described(choice));
  const { resampler } = parts;
  const synthesizer = createSynthesizer(choice, { workers: ownWorkers, resampler, onLost: tellError });
  const stdout = new Stdout(() => process.exit(EXIT.done));
  signal.addEventListener("abort", () => synthesizer.kill(), { once: true });
  let playback: Playback | null = null;
  try {
    // Before a file is begun.
    await synthesizer.open();
    playback = openPlayback(flags, parts.player, stdout, NOBODY);
    await playback.open();
    const { rate } = flags;
    const speed = await speakTrial({ text, spec, synthesizer, readingOf, rate }, playback, signal);
    await stdout.drained();
    signal.throwIfAborted();
    if (speed === null) throw silent(choice);
    // Slow speech is more sound for the same work.
    if (rate * spec.rate >= 1) keepVoiceSpeed(choice.name, speed);
    const { factor, firstPcmMs } = speed;
    tell(`${factor.toFixed(2)} s for a second of sound, first sound after ${firstPcmMs.toFixed(0)} ms`);
  } finally {
    playback?.close();
    synthesizer.kill();
  }
}

/** What is heard when is of no use here. */
const NOBODY = { clauseStarts() {}, clausePlayed() {}, utteranceEnds() {}, failed() {} };

/** What a voice is and whose work, in a line or two. */
function described({ name }: VoiceChoice): string {
  const known = findVoice(name);
  if (known === undefined) return name;
  const { gender, licence, rate, credit } = known;
  return `${name}: Japanese, ${gender}, ${rate} Hz, ${licence}\n${credit}`;
}

function silent({ name }: VoiceChoice): AppError {
  return new AppError("VOICE_REFUSED", {
    what: `the voice ${name} said nothing`,
    why: "it gave no sound for this text",
    fix: "give it a text with words, or see what stream-tts-bun doctor says",
  });
}
