import { AppError, reasonOf } from "../errors.ts";
import type { TranslatorEvent, VoiceEvent } from "../workers/protocol.ts";
import { type AnyEvent, endsJob, WorkerLost } from "../workers/worker.ts";
import { TRANSLATOR_CHANNEL, voiceOf } from "./channels.ts";
import type { SessionWorkers } from "./pool.ts";
import type { SessionEvent, SessionRequest } from "./session_messages.ts";
import type { WorkerShare } from "./shared_worker.ts";

type WorkerMessage = Extract<SessionRequest, { op: "worker" }>;
type Job = Extract<WorkerMessage["request"], { op: "translate" | "speak" }>;
type Share = WorkerShare<TranslatorEvent> | WorkerShare<VoiceEvent>;

/** How often a client hears that its request has not been forgotten, while it waits for those of others. */
const ALIVE_MS = 1000;

/**
 * Does what one client asks of the service's workers. What they tell is handed to the connection as it comes, which keeps
 * what its peer does not take yet: a client that reads slowly does not hold up the others.
 */
export class ServedWorkers {
  readonly #workers: SessionWorkers;
  readonly #send: (message: SessionEvent, body?: Uint8Array) => void;
  readonly #shares = new Map<string, Share>();
  readonly #jobs = new Map<string, AbortController>();

  /** @param workers those of the client's session, whose leaving of the pool ends all of it */
  constructor(workers: SessionWorkers, send: (message: SessionEvent, body?: Uint8Array) => void) {
    this.#workers = workers;
    this.#send = send;
  }

  receive({ channel, request }: WorkerMessage): void {
    switch (request.op) {
      case "open":
        void this.#open(channel);
        break;
      case "draft":
        if (channel === TRANSLATOR_CHANNEL) this.#shares.get(channel)?.tell(request);
        break;
      case "cancel":
        this.#jobs.get(jobKey(channel, request.ticket))?.abort();
        break;
      default:
        void this.#run(channel, request);
    }
  }

  async #open(channel: string): Promise<void> {
    const beat = this.#beat(channel);
    try {
      this.#tell(channel, await this.#share(channel).open());
    } catch (error) {
      this.#tell(channel, { event: "failed", ticket: 0, why: whyOf(error) });
    } finally {
      clearInterval(beat);
    }
  }

  async #run(channel: string, request: Job): Promise<void> {
    const { ticket } = request;
    const key = jobKey(channel, ticket);
    const cancelling = new AbortController();
    this.#jobs.set(key, cancelling);
    const beat = this.#beat(channel);
    let hasEnded = false;
    try {
      if ((request.op === "translate") !== (channel === TRANSLATOR_CHANNEL))
        throw new Error(`the worker ${channel} does not ${request.op}`);
      // The process counts tickets of its own.
      const asked = (own: number) => ({ ...request, ticket: own });
      for await (const { event, body } of this.#share(channel).run(asked, cancelling.signal)) {
        hasEnded = endsJob(event);
        this.#tell(channel, { ...event, ticket }, body);
      }
      if (!hasEnded) this.#tell(channel, { event: "cancelled", ticket });
    } catch (error) {
      this.#fail(channel, ticket, error);
    } finally {
      clearInterval(beat);
      this.#jobs.delete(key);
    }
  }

  #fail(channel: string, ticket: number, error: unknown): void {
    if (error instanceof WorkerLost) {
      const code = error.code === "WORKER_HUNG" ? "WORKER_HUNG" : "WORKER_DIED";
      this.#send({ event: "lost", channel, ticket, code, why: error.why });
    } else {
      // Not this job's failure, but the worker could not be opened for it, which concerns all jobs.
      const isOfWorker = error instanceof AppError && error.code !== "WORKER_FAILED";
      this.#tell(channel, { event: "failed", ticket: isOfWorker ? 0 : ticket, why: whyOf(error) });
    }
  }

  /** @throws AppError for a worker that the service does not have */
  #share(channel: string): Share {
    const known = this.#shares.get(channel);
    if (known !== undefined) return known;
    const share = this.#newShare(channel);
    this.#shares.set(channel, share);
    return share;
  }

  #newShare(channel: string): Share {
    if (channel === TRANSLATOR_CHANNEL) return this.#workers.translator();
    const voice = voiceOf(channel);
    if (voice === null) throw new Error(`there is no worker ${channel}`);
    return this.#workers.voice(voice);
  }

  #beat(channel: string): Timer {
    return setInterval(() => this.#tell(channel, { event: "alive" }), ALIVE_MS);
  }

  #tell(channel: string, told: AnyEvent, body?: Uint8Array): void {
    this.#send({ event: "worker", channel, told }, body);
  }
}

const jobKey = (channel: string, ticket: number) => `${ticket} ${channel}`;

const whyOf = (error: unknown) => (error instanceof AppError ? error.why : reasonOf(error));
