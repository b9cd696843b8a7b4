import { AppError, type ErrorCode } from "../errors.ts";
import type { WorkerKind } from "./protocol.ts";

/** The part of every worker event that is the same for all kinds. */
export interface AnyEvent {
  event: string;
  ticket?: number;
  why?: string;
}

/** What a worker told; the body holds raw PCM or nothing. */
export interface Told<Event> {
  event: Event;
  body: Uint8Array;
}

/** The error when a worker cannot be opened. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly what: string;
  readonly fix: string;
}

/** How a worker is opened. */
export interface Opening {
  /** The `open` request. */
  readonly request: object;
  readonly refusal: Refusal;
}

/** The worker died, hung, or was killed in the middle of a job; a new one can be started. */
export class WorkerLost extends AppError {}

/** What does jobs in native code: a process of this program, or one that the resident service shares out. */
export interface Worker<Event> {
  /** Why it is gone, or null while it lives. */
  readonly lost: WorkerLost | null;
  /**
   * Makes it ready.
   *
   * @throws AppError of the refusal when it says it cannot, or dies while trying; WorkerLost when it is killed meanwhile,
   *   or the service that had it is gone
   */
  open(request: object, refusal: Refusal): Promise<Event>;
  /**
   * Runs one job and yields its events up to the one that ends it (`done` or `cancelled`).
   *
   * @param request made with the ticket it is given
   * @param signal asks the worker to cancel; the job then ends early, or with `done` if that was quicker
   * @throws WorkerLost when the worker dies or hangs; AppError WORKER_FAILED when it reports a failure of this job
   */
  run(request: (ticket: number) => object, signal: AbortSignal): AsyncGenerator<Told<Event>>;
  /** Sends something that has no answer. */
  tell(request: object): void;
  /** Ends it, or our part in it, at once. */
  kill(): void;
}

/** Whether no event of its job follows. */
export function endsJob({ event }: AnyEvent): boolean {
  return event === "done" || event === "cancelled" || event === "failed";
}

/** @param why what became of it */
export function lostWorker(kind: WorkerKind, code: "WORKER_DIED" | "WORKER_HUNG", why: string): WorkerLost {
  return new WorkerLost(code, {
    what: `the ${kind} process ${code === "WORKER_HUNG" ? "hung" : "died"}`,
    why,
    fix: "it is started again by itself; if it happens again and again, try another model or voice",
  });
}

/** @param why the worker's reason, if it gave one */
export function failedJob(kind: WorkerKind, why = "it gave no reason"): AppError {
  return new AppError("WORKER_FAILED", {
    what: `the ${kind} could not do one sentence`,
    why,
    fix: "the next sentence goes on; if every sentence fails, try another model or voice",
  });
}

/** @param why the worker's reason, if it gave one */
export function refused(
  { code, what, fix }: Refusal,
  why = "it gave no reason",
  cause?: WorkerLost,
): AppError {
  return new AppError(code, { what, why, fix }, cause);
}
