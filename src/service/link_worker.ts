import type { z } from "zod";
import type { AppError } from "../errors.ts";
import {
  type AnyEvent,
  endsJob,
  failedJob,
  lostWorker,
  type Refusal,
  refused,
  type Told,
  type Worker,
  type WorkerLost,
} from "../workers/worker.ts";
import type { SessionEvent } from "./session_messages.ts";
import { Telling } from "./telling.ts";

/** What a {@link LinkWorker} needs of its connection. */
export interface WorkerLine {
  /** Why the service is gone; null while it is there. */
  readonly lost: WorkerLost | null;
  send(request: object): void;
}

interface Opener<Event> {
  readonly refusal: Refusal;
  readonly ready: PromiseWithResolvers<Event>;
}

/** The client's end of one of the service's workers. */
export class LinkWorker<Event extends AnyEvent> implements Worker<Event> {
  readonly #kind: "translator" | "voice";
  readonly #schema: z.ZodType<Event>;
  readonly #line: WorkerLine;
  readonly #jobs = new Map<number, Telling<Event>>();
  readonly #openers: Opener<Event>[] = [];
  #refusal: Refusal | null = null;
  #nextTicket = 1;

  constructor(kind: "translator" | "voice", schema: z.ZodType<Event>, line: WorkerLine) {
    this.#kind = kind;
    this.#schema = schema;
    this.#line = line;
  }

  /** The process may come and go: the service starts it again. */
  get lost(): WorkerLost | null {
    return this.#line.lost;
  }

  /** Whether the service has to say something yet. */
  get isOwed(): boolean {
    return this.#openers.length > 0 || this.#jobs.size > 0;
  }

  /** The service knows how it is opened. */
  async open(_request: object, refusal: Refusal): Promise<Event> {
    if (this.lost !== null) throw this.lost;
    this.#refusal = refusal;
    const ready = Promise.withResolvers<Event>();
    this.#openers.push({ refusal, ready });
    this.#line.send({ op: "open" });
    return ready.promise;
  }

  async *run(request: (ticket: number) => object, signal: AbortSignal): AsyncGenerator<Told<Event>> {
    if (this.lost !== null) throw this.lost;
    const ticket = this.#nextTicket++;
    const telling = new Telling<Event>();
    this.#jobs.set(ticket, telling);
    this.#line.send(request(ticket));
    const cancel = () => this.#line.send({ op: "cancel", ticket });
    if (signal.aborted) cancel();
    signal.addEventListener("abort", cancel);
    try {
      yield* telling.read();
    } finally {
      signal.removeEventListener("abort", cancel);
      // The reader left early: nobody will take this job's events, so the worker should not go on with it.
      if (this.#jobs.delete(ticket)) cancel();
    }
  }

  tell(request: object): void {
    this.#line.send(request);
  }

  /** Cancels our jobs; the process is the service's. */
  kill(): void {
    for (const { ready, refusal } of this.#openers.splice(0)) ready.reject(refused(refusal, "it was ended"));
    for (const [ticket, telling] of this.#jobs) {
      this.#line.send({ op: "cancel", ticket });
      telling.end();
    }
    this.#jobs.clear();
  }

  /**
   * Takes in what the worker told.
   *
   * @throws ZodError when it is nothing that such a worker tells
   */
  told(untrusted: unknown, body: Uint8Array): void {
    const event = this.#schema.parse(untrusted);
    if (event.event === "ready") this.#opened(event);
    else if (event.event === "failed" && event.ticket === 0) this.#refuse(event.why);
    else if (event.ticket !== undefined) this.#toldOf(event.ticket, event, body);
  }

  /** The process was lost in the middle of a job. */
  lostJob({ ticket, code, why }: Extract<SessionEvent, { event: "lost" }>): void {
    this.#end(ticket)?.fail(lostWorker(this.#kind, code, why));
  }

  /** The service is gone. */
  serviceLost(lost: WorkerLost): void {
    for (const { ready } of this.#openers.splice(0)) ready.reject(lost);
    this.#failJobs(lost);
  }

  #opened(event: Event): void {
    for (const { ready } of this.#openers.splice(0)) ready.resolve(event);
  }

  #refuse(why: string | undefined): void {
    for (const { ready, refusal } of this.#openers.splice(0)) ready.reject(refused(refusal, why));
    this.#failJobs(this.#refusal === null ? failedJob(this.#kind, why) : refused(this.#refusal, why));
  }

  #failJobs(error: AppError): void {
    for (const telling of this.#jobs.values()) telling.fail(error);
    this.#jobs.clear();
  }

  #toldOf(ticket: number, event: Event, body: Uint8Array): void {
    const telling = endsJob(event) ? this.#end(ticket) : this.#jobs.get(ticket);
    if (event.event === "failed") {
      telling?.fail(failedJob(this.#kind, event.why));
      return;
    }
    telling?.push({ event, body });
    if (endsJob(event)) telling?.end();
  }

  #end(ticket: number): Telling<Event> | undefined {
    const telling = this.#jobs.get(ticket);
    this.#jobs.delete(ticket);
    return telling;
  }
}
