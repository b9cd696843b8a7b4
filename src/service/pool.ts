import { AppError } from "../errors.ts";
import { type Rate, rateOf } from "../translate/translating.ts";
import type { TranslatorEvent, VoiceEvent } from "../workers/protocol.ts";
import type { Opening } from "../workers/worker.ts";
import { ownWorkers, type Workers } from "../workers/workers.ts";
import { SharedWorker, type WorkerProcess, type WorkerShare } from "./shared_worker.ts";

/** Where a pool's processes come from. */
export interface WorkerProcesses extends Workers {
  translator(): WorkerProcess<TranslatorEvent>;
  voice(name: string): WorkerProcess<VoiceEvent>;
}

/** The workers as one session sees them. */
export interface SessionWorkers extends Workers {
  /** @throws AppError MODEL_MISSING where the service has no model */
  translator(): WorkerShare<TranslatorEvent>;
  /** @throws AppError VOICE_UNKNOWN */
  voice(name: string): WorkerShare<VoiceEvent>;
}

export interface PoolSettings {
  /** How the translator is opened; null where the service has no model. */
  readonly translator: Opening | null;
  /**
   * How the voice of that name is opened.
   *
   * @throws AppError VOICE_UNKNOWN
   */
  readonly voice: (name: string) => Opening;
  /** The model is unloaded after so many milliseconds without anything to translate, and loaded again on demand. */
  readonly unloadAfterMs: number;
}

/** What a pool has and has done. */
export interface PoolStatus {
  /** Whether the model is in memory. */
  readonly isLoaded: boolean;
  /** What has been translated for all sessions. */
  readonly translated: Rate;
  /** Names of the voices that are open. */
  readonly voices: readonly string[];
  /** Processes that are open. */
  readonly pids: readonly number[];
}

/** The service's workers: one translator and one voice of each name, started on demand, kept warm, used by all sessions. */
export class WorkerPool {
  readonly #settings: PoolSettings;
  readonly #processes: WorkerProcesses;
  readonly #translator: SharedWorker<TranslatorEvent> | null;
  readonly #voices = new Map<string, SharedWorker<VoiceEvent>>();
  #first: string | null = null;
  #tokens = 0;
  #decodeUs = 0;

  constructor(settings: PoolSettings, processes: WorkerProcesses = ownWorkers) {
    this.#settings = settings;
    this.#processes = processes;
    const { translator: opening, unloadAfterMs: restAfterMs } = settings;
    const start = () => processes.translator();
    const onEvent = (event: TranslatorEvent) => this.#count(event);
    this.#translator = opening === null ? null : new SharedWorker({ start, opening, onEvent, restAfterMs });
  }

  /** A session's jobs wait for those of others; its workers are never lost before the pool ends. */
  workers(session: string): SessionWorkers {
    return {
      translator: () => this.#sharedTranslator().share(session),
      voice: (name) => this.#sharedVoice(name).share(session),
    };
  }

  /** The session that has the turn: what it waits for comes before what others wait for. */
  setFirst(session: string | null): void {
    this.#first = session;
    for (const worker of this.#all()) worker.setFirst(session);
  }

  /** Cancels what a session runs and waits for. */
  leave(session: string): void {
    for (const worker of this.#all()) worker.leave(session);
  }

  get status(): PoolStatus {
    const voices = [...this.#voices].filter(([, { pid }]) => pid !== null).map(([name]) => name);
    return {
      isLoaded: this.#translator !== null && this.#translator.pid !== null,
      translated: rateOf(this.#tokens, this.#decodeUs),
      voices,
      pids: this.#all().flatMap(({ pid }) => pid ?? []),
    };
  }

  /** Ends all processes for good. */
  kill(): void {
    for (const worker of this.#all()) worker.kill();
  }

  #all() {
    return [...(this.#translator === null ? [] : [this.#translator]), ...this.#voices.values()];
  }

  #sharedTranslator(): SharedWorker<TranslatorEvent> {
    if (this.#translator !== null) return this.#translator;
    throw new AppError("MODEL_MISSING", {
      what: "the resident service cannot translate",
      why: "it was started without a model",
      fix: "stop it with stream-tts-bun stop, and start it with a model: stream-tts-bun serve --model NAME",
    });
  }

  #sharedVoice(name: string): SharedWorker<VoiceEvent> {
    const known = this.#voices.get(name);
    if (known !== undefined) return known;
    const opening = this.#settings.voice(name);
    const start = () => this.#processes.voice(name);
    const voice = new SharedWorker({ start, opening, restAfterMs: Number.POSITIVE_INFINITY });
    voice.setFirst(this.#first);
    this.#voices.set(name, voice);
    return voice;
  }

  #count(event: TranslatorEvent): void {
    if (event.event !== "done") return;
    this.#tokens += event.tokens;
    this.#decodeUs += event.decodeUs;
  }
}
