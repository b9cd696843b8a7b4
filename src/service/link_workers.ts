import { AppError, reasonOf } from "../errors.ts";
import { TranslatorEvent, VoiceEvent } from "../workers/protocol.ts";
import { type Worker, WorkerLost } from "../workers/worker.ts";
import { ownWorkers, type Workers } from "../workers/workers.ts";
import { TRANSLATOR_CHANNEL, voiceChannel } from "./channels.ts";
import { LinkWorker, type WorkerLine } from "./link_worker.ts";
import type { SessionEvent } from "./session_messages.ts";

export interface LinkWorkersOptions {
  /** Sends to the service, and does nothing when the connection has ended. */
  send(message: object): void;
  /** Whether the service's model is the one that is wanted; else the translator is a process of our own. */
  readonly translator: boolean;
  /** Whether there is nothing to be done without the service; else processes of our own go on when it is gone. */
  readonly isRequired: boolean;
  /** Told when the service hangs or says what is not understood; it is not used any more, and the connection should end. */
  onUnusable(why: string): void;
}

type LossCode = "WORKER_DIED" | "WORKER_HUNG";
type WorkerMessage = Extract<SessionEvent, { event: "worker" | "lost" }>;

/** A service that owes us something says something once a second; after so many seconds of silence it counts as hung. */
const HANG_S = 10;

/**
 * The resident service's workers, by way of a connection to it. When the service is gone, all of them are lost by one and
 * the same error, and those that are started from then on are processes of our own.
 */
export class LinkWorkers implements Workers {
  readonly #options: LinkWorkersOptions;
  readonly #own: Workers;
  readonly #translator: LinkWorker<TranslatorEvent>;
  readonly #voices = new Map<string, LinkWorker<VoiceEvent>>();
  readonly #watch: Timer;
  #silentSeconds = 0;
  #lost: WorkerLost | null = null;

  constructor(options: LinkWorkersOptions, own: Workers = ownWorkers) {
    this.#options = options;
    this.#own = own;
    this.#translator = new LinkWorker("translator", TranslatorEvent, this.#line(TRANSLATOR_CHANNEL));
    this.#watch = setInterval(() => this.#listen(), 1000);
    this.#watch.unref();
  }

  /** Why the service is gone, as all its workers tell; null while it is there. */
  get lost(): WorkerLost | null {
    return this.#lost;
  }

  /** @throws AppError SERVICE_LOST when the service is gone and required */
  translator(): Worker<TranslatorEvent> {
    if (!this.#options.translator || this.#fallsBack()) return this.#own.translator();
    return this.#translator;
  }

  /** @throws AppError SERVICE_LOST when the service is gone and required */
  voice(name: string): Worker<VoiceEvent> {
    if (this.#fallsBack()) return this.#own.voice(name);
    const channel = voiceChannel(name);
    const known = this.#voices.get(channel);
    if (known !== undefined) return known;
    const voice = new LinkWorker("voice", VoiceEvent, this.#line(channel));
    this.#voices.set(channel, voice);
    return voice;
  }

  /** Takes in what the service says of its workers. A service that says what it cannot mean is left. */
  receive(message: WorkerMessage, body: Uint8Array): void {
    this.#silentSeconds = 0;
    const { channel } = message;
    const worker = channel === TRANSLATOR_CHANNEL ? this.#translator : this.#voices.get(channel);
    if (message.event === "lost") {
      worker?.lostJob(message);
      return;
    }
    try {
      worker?.told(message.told, body);
    } catch (error) {
      this.#leave("WORKER_DIED", `it said what is not understood: ${reasonOf(error)}`);
    }
  }

  /** The connection has ended; what runs is lost. */
  disconnected(why: string): void {
    this.#lose("WORKER_DIED", why);
  }

  #leave(code: LossCode, why: string): void {
    this.#lose(code, why);
    this.#options.onUnusable(why);
  }

  #lose(code: LossCode, why: string): void {
    if (this.#lost !== null) return;
    const lost = new WorkerLost(code, {
      what: "the resident service is gone",
      why,
      fix: this.#options.isRequired
        ? "start it again: stream-tts-bun serve"
        : "nothing needs to be done: this run goes on with processes of its own",
    });
    this.#lost = lost;
    clearInterval(this.#watch);
    for (const worker of this.#workers()) worker.serviceLost(lost);
  }

  #fallsBack(): boolean {
    if (this.#lost === null) return false;
    if (!this.#options.isRequired) return true;
    const { why, fix } = this.#lost;
    throw new AppError("SERVICE_LOST", { what: "the resident service is gone", why, fix }, this.#lost);
  }

  #line(channel: string): WorkerLine {
    const lost = () => this.#lost;
    return {
      get lost() {
        return lost();
      },
      send: (request) => {
        if (this.#lost === null) this.#options.send({ op: "worker", channel, request });
      },
    };
  }

  #workers() {
    return [this.#translator, ...this.#voices.values()];
  }

  /** Counts ticks and not time: after this process was stopped for a while, the service has not been silent for it. */
  #listen(): void {
    this.#silentSeconds = this.#workers().some(({ isOwed }) => isOwed) ? this.#silentSeconds + 1 : 0;
    if (this.#silentSeconds <= HANG_S) return;
    this.#leave("WORKER_HUNG", `it gave no sign of life for ${HANG_S} s`);
  }
}
