import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WavFile } from "../../src/audio/wav.ts";
import { completeLine } from "../../src/bench/feed.ts";
import { pauseAfter } from "../../src/speech/silence.ts";
import { EXECUTABLE } from "../executable.ts";
import { PulseServer, RATE } from "./pulse.ts";
import { recognised } from "./recognised.ts";

const LIMIT_MS = 3600_000;
/** The recorder lags behind the device by less than this. */
const RECORDER_LAG_MS = 300;
const AUDIBLE = 64;
/** Another number of threads rounds differently, and a near tie of two tokens then falls out differently. */
const THREADS = "2";
/** The trace tells to a few ms when a clause began, so its place in the recording is looked for; nearest first. */
const SHIFTS = Array.from({ length: 2 * 960 }, (_, i) => (i % 2 === 0 ? i / 2 : -(i + 1) / 2));

export interface ListenOptions {
  /** Lines of English, each a message of its own; all are there from the start. */
  readonly messages: readonly string[];
  readonly model: string;
  readonly voice: string;
}

export interface Listened {
  readonly exitCode: number;
  readonly utterances: number;
  /** Utterances of which every clause was played. */
  readonly played: number;
  /** As the program counted them. */
  readonly underruns: number;
  /** Clauses whose recording is not, sample for sample, what the same words give in a file. */
  readonly damagedClauses: number;
  /** The longest silence at the beginning of a clause, in ms, from the recording. */
  readonly leadingSilenceMs: number;
  /** Silence at the end of clauses in the recording, by the pause that belongs there; the sound's own fade-out included. */
  readonly pauses: readonly Pause[];
  /** From the last audible sample to the end of the process, in ms; too small by the recorder's lag of some 20 ms. */
  readonly exitAfterSoundMs: number;
  /** The recogniser's kana error rate of what was recorded, and of the same words written to a file. */
  readonly recordedErrorRate: number;
  readonly fileErrorRate: number;
}

export interface Pause {
  readonly wantedMs: number;
  readonly clauses: number;
  readonly shortestMs: number;
  readonly longestMs: number;
}

interface Event {
  event: string;
  id: number;
  n: number;
  start_ms: number;
  samples: number;
  ja: string;
  underruns: number;
}

/**
 * Plays messages on a null sink, records its monitor, and compares that with a file of the same words. The translation
 * is greedy and the voice has no chance in it, so both runs make the same PCM frames, unless the machine is so busy that
 * clauses are cut elsewhere.
 */
export async function listen({ messages, model, voice }: ListenOptions): Promise<Listened> {
  const folder = mkdtempSync(join(tmpdir(), "listen-"));
  try {
    // All messages are there at once, which no agent does; nothing of them is to be hurried or skipped.
    const flags = ["--model", model, "--voice", voice, "--max-backlog", "none", "--threads", THREADS];
    const stdin = messages.map((text, n) => completeLine(`m${n}`, text)).join("");
    await using server = await PulseServer.start();
    await using recording = await server.record();
    const devicePath = join(folder, "device.ndjson");
    const exitCode = await speak([...flags, "--trace", devicePath], stdin, server.env);
    const endedAt = recording.length;
    await recording.more(RECORDER_LAG_MS);
    const events = read(devicePath);
    const recorded = recording.samples();
    const filePath = join(folder, "file.ndjson");
    const file = join(folder, "file.wav");
    await speak([...flags, "--output", file, "--trace", filePath], stdin, {});

    const { joined, damaged, leadingSilenceMs, pauses } = clausesOf(recorded, samplesOf(file), events);
    const wav = join(folder, "recorded.wav");
    const sink = new WavFile(wav);
    await sink.write(joined);
    sink.close();

    const idsOf = (name: string) => new Set(events.filter(({ event }) => event === name).map(({ id }) => id));
    const lost = events.filter(
      ({ event, id, n }) =>
        event === "audio" &&
        !events.some((other) => other.event === "played" && other.id === id && other.n === n),
    );
    const audible = idsOf("audio");
    for (const { id } of lost) audible.delete(id);
    const lastAudible = recorded.findLastIndex((sample) => Math.abs(sample) > AUDIBLE);
    return {
      exitCode,
      utterances: idsOf("utterance").size,
      played: audible.size,
      underruns: events.find(({ event }) => event === "summary")?.underruns ?? -1,
      damagedClauses: damaged,
      leadingSilenceMs,
      pauses,
      exitAfterSoundMs: ((endedAt - lastAudible) / RATE) * 1000,
      recordedErrorRate: (await recognised(wav, devicePath)).kana_error_rate,
      fileErrorRate: (await recognised(file, filePath)).kana_error_rate,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function speak(flags: string[], stdin: string, env: Record<string, string>): Promise<number> {
  const child = Bun.spawn([EXECUTABLE, ...flags, "--config", "none"], {
    ...{ stdin: new Blob([stdin]), stdout: "ignore", stderr: "inherit", timeout: LIMIT_MS },
    env: { ...process.env, ...env },
  });
  return child.exited;
}

/** The clauses of a recording, joined without the waiting between them, so that the trace tells them apart. */
function clausesOf(recorded: Int16Array, wanted: Int16Array, events: readonly Event[]) {
  const played = events.filter(({ event }) => event === "played");
  const isAudible = (sample: number) => Math.abs(sample) > AUDIBLE;
  const startOfSound = recorded.findIndex(isAudible) - wanted.findIndex(isAudible);
  const clauses = events.filter(({ event }) => event === "audio");
  const joined = new Int16Array(clauses.reduce((sum, { samples }) => sum + samples, 0));
  const silences = new Map<number, number[]>();
  let leadingSilence = 0;
  let damaged = 0;
  let at = 0;
  for (const { id, n, samples } of clauses) {
    const start = played.find((one) => one.id === id && one.n === n)?.start_ms ?? 0;
    const about = startOfSound + Math.round(((start - (played[0]?.start_ms ?? 0)) * RATE) / 1000);
    const clause = wanted.subarray(at, at + samples);
    const shift = SHIFTS.find((by) => isSame(recorded, about + by, clause));
    if (shift === undefined) damaged++;
    const from = about + (shift ?? 0);
    const heard = recorded.subarray(from, from + samples);
    const first = heard.findIndex(isAudible);
    leadingSilence = Math.max(leadingSilence, first < 0 ? heard.length : first);
    const isLast = !clauses.some((other) => other.id === id && other.n > n);
    const ja = events.find((one) => one.event === "clause" && one.id === id && one.n === n)?.ja ?? "";
    const wantedMs = pauseAfter(ja, isLast);
    const silence = heard.length - 1 - heard.findLastIndex(isAudible);
    silences.set(wantedMs, [...(silences.get(wantedMs) ?? []), inMs(silence)]);
    joined.set(heard, at);
    at += samples;
  }
  const pauses = [...silences].map(([wantedMs, ms]) => ({
    wantedMs,
    clauses: ms.length,
    shortestMs: Math.min(...ms),
    longestMs: Math.max(...ms),
  }));
  return { joined, damaged, leadingSilenceMs: inMs(leadingSilence), pauses };
}

const inMs = (samples: number) => Math.round((samples * 1000) / RATE);

const isSame = (recorded: Int16Array, from: number, clause: Int16Array) =>
  clause.every((sample, i) => recorded[from + i] === sample);

/** PCM frames of a WAV file that this program wrote: its header has 44 bytes. */
function samplesOf(wav: string): Int16Array {
  return new Int16Array(Uint8Array.from(readFileSync(wav)).buffer, 44);
}

function read(path: string): Event[] {
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line));
}
