import { closeSync } from "node:fs";
import type { Subprocess } from "bun";
import type { z } from "zod";
import { reasonOf } from "../errors.ts";
import { encodeFrame, type Frame, FrameReader } from "./frames.ts";
import { EVENTS_FD, type WorkerKind } from "./protocol.ts";
import { selfCommand, workerEnvironment } from "./self.ts";
import {
  type AnyEvent,
  endsJob,
  failedJob,
  lostWorker,
  type Refusal,
  refused,
  type Told,
  type Worker,
  WorkerLost,
} from "./worker.ts";

/** Native work that shows no sign of life for so long has hung. Signs come at least once a second. */
const HANG_MS = 10_000;
/**
 * Opening may be silent for longer. libllama tells nothing while it reads and repacks one tensor, and that of all words
 * has 144 MB in the smallest model and 447 MB in one of 7B: 22 s from an SD card of 20 MB/s. A Mac compiles ggml's shaders
 * when it opens a model for the first time.
 */
const SILENT_OPENING_MS = 60_000;
/** What a dying library says stands in its last words on stderr, before the runtime's own crash report. */
const STDERR_TAIL_BYTES = 8000;
/** A crash must neither wait for a debugger (ggml starts one for its backtrace) nor be reported over the network. */
const QUIET_CRASH = { GGML_NO_BACKTRACE: "1", BUN_ENABLE_CRASH_REPORTING: "0", DO_NOT_TRACK: "1" };

/**
 * One native worker process of a kind, from its start to its end. Jobs run one after another.
 *
 * The process has its own session, so that a terminal's Ctrl-C reaches only the main process.
 */
export class NativeWorker<Event extends AnyEvent> implements Worker<Event> {
  readonly #kind: WorkerKind;
  readonly #schema: z.ZodType<Event>;
  readonly #hangMs: number;
  readonly #process: Subprocess<"pipe", "ignore", "pipe">;
  readonly #arrived: Told<Event>[] = [];
  #wake: () => void = () => {};
  #lost: WorkerLost | null = null;
  /** Whether we have ended it. */
  #isEnded = false;
  #stderr = "";
  #nextTicket = 1;

  /**
   * Starts the process; {@link open} must follow.
   *
   * @param hangMs without a sign of life for so long, it counts as hung
   */
  constructor(kind: WorkerKind, schema: z.ZodType<Event>, hangMs = HANG_MS) {
    this.#hangMs = hangMs;
    this.#kind = kind;
    this.#schema = schema;
    this.#process = Bun.spawn(selfCommand("worker", kind), {
      stdio: ["pipe", "ignore", "pipe", "pipe"],
      env: workerEnvironment(QUIET_CRASH),
      detached: true,
    });
    // The event loop is held open by jobs, never by an idle worker.
    this.#process.unref();
    const ended = Promise.all([this.#readEvents(), this.#readStderr(), this.#process.exited]);
    void ended.then(() => this.#lose("WORKER_DIED", `it ended with ${this.#ending()}${this.#tail()}`));
  }

  /** Why the process is gone, or null while it lives. */
  get lost(): WorkerLost | null {
    return this.#lost;
  }

  /** The process's id. */
  get pid(): number {
    return this.#process.pid;
  }

  /** Sends the `open` request and waits for `ready`. A process that is killed meanwhile is lost, and not refused. */
  async open(request: object, refusal: Refusal): Promise<Event> {
    this.#send(request);
    const hangMs = Math.max(this.#hangMs, SILENT_OPENING_MS);
    try {
      for (;;) {
        const { event } = await this.#next(hangMs);
        if (event.event === "ready") return event;
        if (event.event === "failed") throw refused(refusal, event.why);
      }
    } catch (error) {
      // One that somebody else killed has not shown that it cannot.
      const isRefusal = error instanceof WorkerLost && !this.#wasKilled;
      this.kill();
      throw isRefusal ? refused(refusal, error.why, error) : error;
    }
  }

  /** See {@link Worker.run}; a cancelled job ends with `cancelled`. */
  async *run(request: (ticket: number) => object, signal: AbortSignal): AsyncGenerator<Told<Event>> {
    const ticket = this.#nextTicket++;
    this.#send(request(ticket));
    const cancel = () => this.#send({ op: "cancel", ticket });
    if (signal.aborted) cancel();
    signal.addEventListener("abort", cancel);
    let ended = false;
    try {
      while (!ended) {
        const arrived = await this.#next();
        const { event } = arrived;
        if (event.ticket !== ticket) continue;
        ended = endsJob(event);
        if (event.event === "failed") throw failedJob(this.#kind, event.why);
        yield arrived;
      }
    } finally {
      signal.removeEventListener("abort", cancel);
      // The reader left early: nobody will take this job's events, so the worker should not go on with it.
      if (!ended) cancel();
    }
  }

  tell(request: object): void {
    this.#send(request);
  }

  /** Ends the process at once. */
  kill(): void {
    this.#isEnded = true;
    this.#process.kill("SIGKILL");
  }

  #send(request: object): void {
    if (this.#lost !== null) return;
    try {
      this.#process.stdin.write(encodeFrame(request));
      this.#process.stdin.flush();
    } catch {
      // The pipe is closed because the process died; its exit tells more than the write error.
    }
  }

  async #next(hangMs = this.#hangMs): Promise<Told<Event>> {
    for (;;) {
      const arrived = this.#arrived.shift();
      if (arrived !== undefined) return arrived;
      if (this.#lost !== null) throw this.#lost;
      await this.#anything(hangMs);
    }
  }

  /** Waits for the next sign of life; without one for too long, the worker is killed and lost. */
  #anything(hangMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.kill();
        this.#lose("WORKER_HUNG", `it gave no sign of life for ${hangMs / 1000} s${this.#tail()}`);
      }, hangMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #lose(code: "WORKER_DIED" | "WORKER_HUNG", why: string): void {
    this.#lost ??= lostWorker(this.#kind, code, why);
    this.#wake();
  }

  async #readEvents(): Promise<void> {
    const descriptor = this.#process.stdio[EVENTS_FD];
    if (typeof descriptor !== "number") throw new Error("the worker has no event pipe");
    const frames = new FrameReader();
    try {
      for await (const chunk of Bun.file(descriptor).stream()) {
        for (const frame of frames.push(chunk)) this.#arrive(frame);
        this.#wake();
      }
    } catch (error) {
      // Bytes that are no protocol leave nothing to trust in that process.
      this.kill();
      this.#lose("WORKER_DIED", reasonOf(error));
    } finally {
      // Bun 1.4.5 closes stdin and stderr of a process that has ended, and leaves the other pipes open.
      closeSync(descriptor);
    }
  }

  #arrive(frame: Frame): void {
    this.#arrived.push({ event: this.#schema.parse(frame.header), body: frame.body });
  }

  async #readStderr(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of this.#process.stderr)
      this.#stderr = (this.#stderr + decoder.decode(chunk, { stream: true })).slice(-STDERR_TAIL_BYTES);
  }

  /** Whether somebody else killed it: a user, or a system that is short of memory. */
  get #wasKilled(): boolean {
    return this.#process.signalCode === "SIGKILL" && !this.#isEnded;
  }

  #ending(): string {
    return String(this.#process.signalCode ?? `exit code ${this.#process.exitCode}`);
  }

  /** The line of stderr that tells most, for the reason of an error. */
  #tail(): string {
    const lines = this.#stderr.split("\n").filter((line) => line.trim() !== "");
    const telling = lines.find((line) => /assert|error|terminate/i.test(line)) ?? lines.at(-1);
    return telling === undefined ? "" : `: ${telling.trim()}`;
  }
}
