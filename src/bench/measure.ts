import type { Synthesizer } from "../speech/synthesizer.ts";
import type { Translator } from "../translate/translator.ts";
import type { BareLoopWorker } from "./bare.ts";
import { completeLine, deltas } from "./feed.ts";
import { hundredths, median, type Spread, spreadOf, tenths } from "./figures.ts";
import { MESSAGES } from "./messages.ts";
import { firstOfVoice, speakWhole } from "./sequential.ts";
import { type FirstSound, speakStreamed } from "./streamed.ts";

/** What is measured, each open already. */
export interface Subjects {
  readonly translator: Translator;
  readonly synthesizer: Synthesizer;
  readonly bare: BareLoopWorker;
}

/** Milliseconds until the first PCM frame, and where they went. */
export interface Streamed {
  readonly first_pcm: Spread;
  readonly of_sequential: { readonly p50: number; readonly p95: number };
  readonly prefill: Spread;
  readonly decode: Spread;
  readonly voice: Spread;
  /** All the rest: our own share. */
  readonly overhead: Spread;
}

export interface Figures {
  readonly messages: number;
  readonly rounds: number;
  readonly lines: Streamed;
  readonly deltas: Streamed;
  readonly sequential: { readonly first_pcm: Spread };
  readonly voice_alone: { readonly first_pcm: Spread };
  /** Tokens a second while decoding: ours, the bare loop's, and the one as a share of the other. */
  readonly tokens_per_second: { readonly ours: number; readonly bare: number; readonly ratio: number };
}

/** A short clause, such as most messages begin with. */
const CLAUSE = "原因が分かりました、";

/**
 * Measures every message in every way, one after another, so that what else the machine does falls on all alike. The first
 * message is spoken once before, lest anything be read from the disk for the first time.
 */
export async function measure(
  { translator, synthesizer, bare }: Subjects,
  rounds: number,
  onProgress: (done: number, all: number) => void,
): Promise<Figures> {
  const lines: FirstSound[] = [];
  const asDeltas: FirstSound[] = [];
  const sequential: number[] = [];
  const voice: number[] = [];
  const cost = { tokens: 0, us: 0 };
  const [warmUp = ""] = MESSAGES;
  await speakStreamed([completeLine("warm-up", warmUp)], translator, synthesizer);
  await bare.run(warmUp);
  const before = translator.spent;
  const all = rounds * MESSAGES.length;
  for (let done = 0; done < all; done++) {
    const text = MESSAGES[done % MESSAGES.length] ?? "";
    lines.push(await speakStreamed([completeLine(`line-${done}`, text)], translator, synthesizer));
    sequential.push(await speakWhole(text, translator, synthesizer));
    const bareCost = await bare.run(text);
    cost.tokens += bareCost.outputTokens;
    cost.us += bareCost.decodeUs;
    asDeltas.push(await speakStreamed(deltas(`deltas-${done}`, text), translator, synthesizer));
    voice.push(await firstOfVoice(CLAUSE, synthesizer));
    if ((done + 1) % MESSAGES.length === 0) onProgress(done + 1, all);
  }
  const { tokens, decodeUs } = translator.spent;
  const ours = ((tokens - before.tokens) / (decodeUs - before.decodeUs)) * 1e6;
  const theirs = (cost.tokens / cost.us) * 1e6;
  return {
    messages: MESSAGES.length,
    rounds,
    lines: streamed(lines, sequential),
    deltas: streamed(asDeltas, sequential),
    sequential: { first_pcm: spreadOf(sequential) },
    voice_alone: { first_pcm: spreadOf(voice) },
    tokens_per_second: { ours: tenths(ours), bare: tenths(theirs), ratio: hundredths(ours / theirs) },
  };
}

function streamed(sounds: readonly FirstSound[], sequential: readonly number[]): Streamed {
  const latencies = sounds.map(({ latency }) => latency);
  const overhead = sounds.map(({ latency, prefill, decode, voice }) => latency - prefill - decode - voice);
  const first_pcm = spreadOf(latencies);
  const whole = spreadOf(sequential);
  return {
    first_pcm,
    of_sequential: {
      p50: hundredths(median(latencies) / median(sequential)),
      p95: hundredths(first_pcm.p95 / whole.p95),
    },
    prefill: spreadOf(sounds.map(({ prefill }) => prefill)),
    decode: spreadOf(sounds.map(({ decode }) => decode)),
    voice: spreadOf(sounds.map(({ voice }) => voice)),
    overhead: spreadOf(overhead),
  };
}
