import { SinkPlayback } from "../audio/sink_playback.ts";
import { now } from "../clock.ts";
import type { InputEvent } from "../input/input_event.ts";
import { Queue } from "../input/queue.ts";
import { UtteranceReader } from "../input/reader.ts";
import type { Utterance } from "../input/utterance.ts";
import { speakAll } from "../pipeline.ts";
import { toReading } from "../speech/readings/index.ts";
import type { Sayer } from "../speech/sayer.ts";
import { NATURAL, type Synthesizer } from "../speech/synthesizer.ts";
import { Statistics } from "../statistics.ts";
import type { TraceEvents } from "../trace.ts";
import type { Translator } from "../translate/translator.ts";
import type { Work } from "../work.ts";
import type { Line } from "./feed.ts";

/** The first sound of a message and where its time went; milliseconds. */
export interface FirstSound {
  /** The sentence that sounded first. */
  readonly sentence: string;
  /** From the moment the first sentence was read to its first PCM frame. */
  readonly latency: number;
  readonly prefill: number;
  /** Until the first clause was closed. */
  readonly decode: number;
  /** Until the voice gave the first sample. */
  readonly voice: number;
}

type Recorded = { [Name in keyof TraceEvents]: { name: Name; fields: TraceEvents[Name] } }[keyof TraceEvents];

/** Sends a message through the pipeline as `speak` does, into a sink that drops the sound. */
export async function speakStreamed(
  lines: AsyncIterable<Line> | Iterable<Line>,
  translator: Translator,
  synthesizer: Synthesizer,
): Promise<FirstSound> {
  const events: Recorded[] = [];
  const queue = new Queue<Work>();
  const { signal } = new AbortController();
  const reader = new UtteranceReader({
    ...{ input: "claude", agents: "main", announce: [], code: "announce" },
    now,
    onSkip: (reason, what) => {
      throw new Error(`${reason}: ${what}`);
    },
  });
  let first: Utterance | null = null;
  const take = (found: readonly InputEvent[]) => {
    for (const event of found) {
      if (event.kind !== "utterance") continue;
      first ??= event.utterance;
      const translated = { clauses: [], isWhole: false };
      queue.push({ utterance: event.utterance, message: event.message, translated, signal });
    }
  };
  const feed = async () => {
    for await (const line of lines) {
      take(reader.push(Buffer.from(line)));
      if (first === null && reader.open !== "") translator.draft(reader.open);
    }
    take(reader.end());
    queue.close();
  };
  const playback = new SinkPlayback({ write: async () => {}, close() {} }, 1, {
    clauseStarts() {},
    clausePlayed() {},
    utteranceEnds() {},
    failed() {},
  });
  const stages = {
    translator,
    readingOf: toReading,
    firstSoundMs: () => 0,
    sayerFor: () => soloist(synthesizer),
    maySound: () => Promise.resolve(),
    speed: () => 1,
    trace: {
      write: <Name extends keyof TraceEvents>(name: Name, fields: TraceEvents[Name]) =>
        void events.push({ name, fields } as Recorded),
      close() {},
    },
    statistics: new Statistics(),
    onSynthesised() {},
    onTranslationFault() {},
    onFault: (_: Work, error: unknown) => {
      throw error;
    },
  };
  await Promise.all([feed(), speakAll(queue, stages, playback)]);
  return firstSound(events, first);
}

/** Says everything with one voice, as it speaks by itself. */
function soloist(synthesizer: Synthesizer): Sayer {
  const speaker = { name: "", volume: 1 };
  return {
    async *say(reading, _, signal) {
      for await (const piece of synthesizer.speak(reading, NATURAL, signal)) yield { ...piece, speaker };
    },
    ended() {},
  };
}

function firstSound(events: readonly Recorded[], first: Utterance | null): FirstSound {
  const audio = events.find((event) => event.name === "audio")?.fields;
  const clause = events.find((event) => event.name === "clause")?.fields;
  if (first === null || audio === undefined || clause === undefined)
    throw new Error("a message was not spoken");
  return {
    sentence: first.text,
    latency: audio.first_pcm_ms - first.received_ms,
    prefill: clause.prefill_us / 1000,
    decode: clause.decode_us / 1000,
    voice: audio.voice_us / 1000,
  };
}
