import type { Synthesizer } from "../speech/synthesizer.ts";
import type { Translator } from "../translate/translator.ts";
import type { BareLoopWorker } from "./bare.ts";
import { completeLine, deltas } from "./feed.ts";
import { hundredths, type Spread, spreadOf, tenths } from "./figures.ts";
import type { PeerPrograms } from "./peer.ts";
import { firstOfVoice, speakWhole } from "./sequential.ts";
import { type FirstSound, speakStreamed } from "./streamed.ts";

/** What is measured, each open already. */
export interface Subjects {
  readonly translator: Translator;
  readonly synthesizer: Synthesizer;
  readonly bare: BareLoopWorker;
  /** Null where they are not installed. */
  readonly peer: PeerPrograms | null;
}

/** A p50 and a p95 as shares of those of another way. */
export interface Shares {
  readonly p50: number;
  readonly p95: number;
}

/** Milliseconds until the first PCM frame, and where they went. */
export interface Streamed {
  readonly first_pcm: Spread;
  readonly of_sequential: Shares;
  /** Null without llama-server and open_jtalk. */
  readonly of_peer: Shares | null;
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
  /** llama-server and open_jtalk, a sentence at a time; null where they are not installed. */
  readonly peer: { readonly first_pcm: Spread } | null;
  readonly voice_alone: { readonly first_pcm: Spread };
  /** Tokens a second while decoding: ours, the bare loop's, and the one as a share of the other. */
  readonly tokens_per_second: { readonly ours: number; readonly bare: number; readonly ratio: number };
}

export interface Measuring {
  /** How often each message is measured. */
  readonly rounds: number;
  readonly messages: readonly string[];
  /** Told after each round. */
  readonly onProgress: (done: number, all: number) => void;
}

/** A short clause, such as most messages begin with. */
const CLAUSE = "原因が分かりました、";

/**
 * Measures each of the messages in every way, one after another, so that what else the machine does falls on all alike. The first
 * message is spoken once before, lest anything be read from the disk for the first time.
 */
export async function measure(
  { translator, synthesizer, bare, peer }: Subjects,
  { rounds, messages, onProgress }: Measuring,
): Promise<Figures> {
  const lines: FirstSound[] = [];
  const asDeltas: FirstSound[] = [];
  const sequential: number[] = [];
  const peers: number[] = [];
  const voice: number[] = [];
  const cost = { tokens: 0, us: 0 };
  const [warmUp = ""] = messages;
  await speakStreamed([completeLine("warm-up", warmUp)], translator, synthesizer);
  await bare.run(warmUp);
  await peer?.speak(warmUp);
  const before = translator.spent;
  const all = rounds * messages.length;
  for (let done = 0; done < all; done++) {
    const text = messages[done % messages.length] ?? "";
    const line = await speakStreamed([completeLine(`line-${done}`, text)], translator, synthesizer);
    lines.push(line);
    if (peer !== null) peers.push(await peer.speak(line.sentence));
    sequential.push(await speakWhole(text, translator, synthesizer));
    const bareCost = await bare.run(text);
    cost.tokens += bareCost.outputTokens;
    cost.us += bareCost.decodeUs;
    asDeltas.push(await speakStreamed(deltas(`deltas-${done}`, text), translator, synthesizer));
    voice.push(await firstOfVoice(CLAUSE, synthesizer));
    if ((done + 1) % messages.length === 0) onProgress(done + 1, all);
  }
  const { tokens, decodeUs } = translator.spent;
  const ours = ((tokens - before.tokens) / (decodeUs - before.decodeUs)) * 1e6;
  const theirs = (cost.tokens / cost.us) * 1e6;
  return {
    messages: messages.length,
    rounds,
    lines: streamed(lines, sequential, peers),
    deltas: streamed(asDeltas, sequential, peers),
    sequential: { first_pcm: spreadOf(sequential) },
    peer: peers.length === 0 ? null : { first_pcm: spreadOf(peers) },
    voice_alone: { first_pcm: spreadOf(voice) },
    tokens_per_second: { ours: tenths(ours), bare: tenths(theirs), ratio: hundredths(ours / theirs) },
  };
}

function streamed(
  sounds: readonly FirstSound[],
  sequential: readonly number[],
  peers: readonly number[],
): Streamed {
  const latencies = sounds.map(({ latency }) => latency);
  const overhead = sounds.map(({ latency, prefill, decode, voice }) => latency - prefill - decode - voice);
  return {
    first_pcm: spreadOf(latencies),
    of_sequential: sharesOf(latencies, sequential),
    of_peer: peers.length === 0 ? null : sharesOf(latencies, peers),
    prefill: spreadOf(sounds.map(({ prefill }) => prefill)),
    decode: spreadOf(sounds.map(({ decode }) => decode)),
    voice: spreadOf(sounds.map(({ voice }) => voice)),
    overhead: spreadOf(overhead),
  };
}

function sharesOf(latencies: readonly number[], others: readonly number[]): Shares {
  const ours = spreadOf(latencies);
  const theirs = spreadOf(others);
  return { p50: hundredths(ours.p50 / theirs.p50), p95: hundredths(ours.p95 / theirs.p95) };
}
