import { PcmResampler } from "../../../ffi/pcm_resampler.ts";
import { ahead } from "../../ahead.ts";
import { OUTPUT_RATE } from "../../audio/sink.ts";
import { now } from "../../clock.ts";
import { errorOf, parsedJson } from "../../remote/answers.ts";
import { ConnectionWatch } from "../../remote/connection_watch.ts";
import { ServerFailure } from "../../remote/failure.ts";
import { Patience } from "../../remote/patience.ts";
import { Requests } from "../../remote/requests.ts";
import type { Prosody, Synthesizer, VoicedPcm } from "../synthesizer.ts";
import { Asking } from "./asking.ts";
import { chooseServerVoice } from "./choose_server_voice.ts";
import { fixOf, halfSound, inClause, noSound, whileOpening } from "./failure.ts";
import { LIMITS, type Limits } from "./limits.ts";
import type { RemoteVoiceChoice } from "./remote_voice.ts";
import type { ServerVoice } from "./server_voice.ts";
import { SoundReader, soundTypeOf } from "./sound_reader.ts";

const SEMITONES = 12;
/** What is asked when a server is opened: what it can do, its models, its voices. */
const MOST_QUESTIONS = 3;
/**
 * A rate that stands for a pitch is a multiple of so many Hz, for which the resampler has few phases and is fast; that is
 * within 2 cents at 24,000 Hz.
 */
const RATE_STEP = 50;
/** Frames that are resampled before the first of them are given out: much may come at once. */
const SLICE_FRAMES = 1024;

/** How far an attempt at a clause has come. */
interface Progress {
  /** Its answer has begun. */
  isAnswered: boolean;
}

/**
 * A voice of a server. Its sound is given out as it comes; all of it is read as fast as the server sends it, however fast it
 * is listened to. A higher pitch is a higher rate of the same sound, which the server is asked to speak slower for.
 */
export class RemoteSynthesizer implements Synthesizer {
  readonly #choice: RemoteVoiceChoice;
  readonly #resampler: string;
  readonly #limits: Limits;
  readonly #requests: Requests;
  readonly #end = new AbortController();
  #voice: ServerVoice | null = null;
  /** The server has answered before, so the next connection may be one that was kept, and closed meanwhile. */
  #hasAnswered = false;

  /** @param resampler path of the resampler library */
  constructor(choice: RemoteVoiceChoice, resampler: string, limits = LIMITS) {
    this.#choice = choice;
    this.#resampler = resampler;
    this.#limits = limits;
    this.#requests = new Requests(choice.address, limits.mostBytes, fixOf);
  }

  /**
   * Asks the server what it is and what voices it has. May be called again after it failed.
   *
   * @throws AppError VOICE_UNREACHABLE, VOICE_REFUSED
   */
  async open(): Promise<void> {
    // What it was before a failure may not hold any more.
    this.#voice = null;
    await this.#opened();
  }

  /**
   * Asks for one clause, and yields its sound as it comes.
   *
   * @throws AppError SPEECH_* when the sound is not there whole; what {@link open} throws
   */
  async *speak(text: string, prosody: Prosody, signal: AbortSignal): AsyncGenerator<VoicedPcm> {
    const left = new AbortController();
    const stop = AbortSignal.any([signal, this.#end.signal, left.signal]);
    try {
      const voice = await this.#opened();
      yield* ahead(this.#clause(voice, text, prosody, stop), Number.POSITIVE_INFINITY);
    } catch (error) {
      if (stop.aborted) return;
      throw error instanceof ServerFailure ? inClause(error, this.#choice.name) : error;
    } finally {
      left.abort();
    }
  }

  kill(): void {
    this.#end.abort();
  }

  async #opened(): Promise<ServerVoice> {
    if (this.#voice !== null) return this.#voice;
    const { connectMs } = this.#limits;
    const patience = new Patience(this.#end.signal, MOST_QUESTIONS * connectMs);
    const asking = new Asking(this.#requests, patience, () => connectMs);
    try {
      const voice = await chooseServerVoice(this.#choice, asking);
      await voice.open(asking);
      this.#hasAnswered = true;
      this.#voice = voice;
      return voice;
    } catch (error) {
      throw error instanceof ServerFailure ? whileOpening(error, this.#choice.name) : error;
    } finally {
      patience.end();
    }
  }

  /** The sound of a clause. A request that a kept connection lost, or that was not understood, is made once more. */
  async *#clause(
    voice: ServerVoice,
    text: string,
    prosody: Prosody,
    stop: AbortSignal,
  ): AsyncGenerator<VoicedPcm> {
    const startedAt = now();
    let mayReconnect = this.#hasAnswered;
    for (;;) {
      const progress: Progress = { isAnswered: false };
      try {
        yield* this.#attempt(voice, text, prosody, startedAt, progress, stop);
        return;
      } catch (error) {
        if (!(error instanceof ServerFailure) || progress.isAnswered) throw error;
        const isKeptLost = mayReconnect && error.kind === "lost";
        if (!isKeptLost && !voice.learnsFrom(error)) throw error;
        if (isKeptLost) mayReconnect = false;
      }
    }
  }

  async *#attempt(
    voice: ServerVoice,
    text: string,
    { speed, pitch }: Prosody,
    startedAt: number,
    progress: Progress,
    stop: AbortSignal,
  ): AsyncGenerator<VoicedPcm> {
    const { clauseMs, firstMs, nextMs } = this.#limits;
    const shift = 2 ** (pitch / SEMITONES);
    const patience = new Patience(stop, clauseMs);
    const giveUpAt = startedAt + firstMs;
    const untilFirst = () => Math.max(0, giveUpAt - now());
    let resampler: PcmResampler | null = null;
    try {
      const response = await this.#answerOf(voice, text, speed / shift, patience, untilFirst);
      progress.isAnswered = this.#hasAnswered = true;
      const sound = await this.#soundOf(response, voice.rawRate, patience);
      let waitMs = untilFirst;
      for await (const bytes of this.#requests.chunksOf(response, patience, () => waitMs())) {
        if (bytes.length === 0) continue;
        waitMs = () => nextMs;
        const voiceUs = Math.round((now() - startedAt) * 1000);
        const frames = sound.push(bytes);
        if (frames.length === 0) continue;
        resampler ??= PcmResampler.open(this.#resampler, rateFor(sound.rate, shift), OUTPUT_RATE);
        for (let at = 0; at < frames.length; at += SLICE_FRAMES) {
          const pcm = resampler.push(frames.subarray(at, at + SLICE_FRAMES));
          if (pcm.length > 0) yield { pcm, voiceUs };
        }
      }
      sound.end();
      if (resampler === null) throw halfSound("its sound is empty");
      const pcm = resampler.flush();
      if (pcm.length > 0) yield { pcm, voiceUs: Math.round((now() - startedAt) * 1000) };
    } finally {
      resampler?.[Symbol.dispose]();
      patience.end();
    }
  }

  async #answerOf(
    voice: ServerVoice,
    text: string,
    speed: number,
    patience: Patience,
    leftMs: () => number,
  ): Promise<Response> {
    const asking = new Asking(this.#requests, patience, leftMs);
    using _ = new ConnectionWatch(this.#choice.address.shown, this.#limits.connectMs, (failure) =>
      patience.fail(failure),
    );
    return await voice.ask(text, speed, asking);
  }

  async #soundOf(response: Response, rawRate: number, patience: Patience): Promise<SoundReader> {
    const type = soundTypeOf(response.headers.get("content-type"));
    if (type.isAudio) return new SoundReader(type, this.#choice.parameters.rate ?? type.rate ?? rawRate);
    const body = await this.#requests.textOf(response, patience, this.#limits.nextMs);
    const told = errorOf(parsedJson(body));
    throw told === null
      ? noSound(`it answered with ${type.named} instead of sound`)
      : this.#requests.refusal(told);
  }
}

/** The rate that sound is taken for, so that its pitch is shifted. */
function rateFor(rate: number, shift: number): number {
  return shift === 1 ? rate : Math.round((rate * shift) / RATE_STEP) * RATE_STEP;
}
