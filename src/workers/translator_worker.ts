import { Llm, type LlmEvent } from "../../ffi/llm.ts";
import { reasonOf } from "../errors.ts";
import { QWEN_PROFILE } from "../translate/profile.ts";
import { PromptSession, SEQUENCES } from "../translate/session.ts";
import { breathe, dieWithParent, receive, send } from "./child.ts";
import { TranslatorRequest } from "./protocol.ts";

/** Long enough to cost nothing, short enough that a cancel is not kept waiting. */
const PULL_MS = 10;
/** While a draft is prefilled the sentence itself may come, and every millisecond until it is read counts. */
const DRAFT_PULL_MS = 1;
const ALIVE_MS = 1000;
/** Prefix, one utterance and its translation, and a draft; 28 KiB of KV cache a token for a 1.5B model. */
export const CONTEXT_TOKENS = 2048;
export const BATCH_TOKENS = 128;
/** Tickets of commands of our own; those of requests are positive, and come back as they are. */
const LOADING = 0;
const PREPARING = 0xffff_fffe;
const DRAFTING = 0xffff_ffff;

type Open = Extract<TranslatorRequest, { op: "open" }>;
type Job = Extract<TranslatorRequest, { op: "translate" }> & { readonly arrivedAt: number };

/** The hidden command that translates: requests on stdin, pieces of Japanese on descriptor 3. */
export async function runTranslatorWorker(): Promise<never> {
  dieWithParent();
  let worker: TranslatorWorker | null = null;
  return receive(TranslatorRequest, (request) => {
    switch (request.op) {
      case "open":
        try {
          worker = new TranslatorWorker(request);
          void worker.run();
        } catch (error) {
          send({ event: "failed", ticket: 0, why: reasonOf(error) });
        }
        break;
      case "translate":
        if (worker === null) send({ event: "failed", ticket: request.ticket, why: "no model is open" });
        else worker.translate({ ...request, arrivedAt: performance.now() });
        break;
      case "draft":
        worker?.draft(request.text);
        break;
      case "cancel":
        worker?.cancel(request.ticket);
        break;
    }
  });
}

class TranslatorWorker {
  readonly #open: Open;
  readonly #llm: Llm;
  #session: PromptSession | null = null;
  readonly #jobs: Job[] = [];
  #draft: string | null = null;
  #wake: () => void = () => {};
  #current: number | null = null;
  #lastProgress = 0n;
  #aliveAt = performance.now();

  constructor(open: Open) {
    this.#open = open;
    this.#llm = Llm.open(open.library, open.backends, open.model, {
      contextTokens: CONTEXT_TOKENS,
      sequences: SEQUENCES,
      batchTokens: BATCH_TOKENS,
      threads: open.threads,
    });
    if (open.adapt) this.#llm.threads(0, 0);
  }

  /** Only the latest draft counts, and none when something is to be translated. */
  draft(text: string): void {
    this.#draft = text;
    this.#wake();
  }

  translate(job: Job): void {
    // It was for this sentence or an older one.
    this.#draft = null;
    this.#jobs.push(job);
    this.#wake();
  }

  cancel(ticket: number): void {
    if (this.#current === ticket) this.#llm.abort();
  }

  async run(): Promise<void> {
    try {
      const loaded = await this.#event(LOADING);
      if (loaded.kind === "failed") throw new Error(loaded.why);
      this.#session = new PromptSession(this.#llm, QWEN_PROFILE);
      const restored = await this.#session.prepare(this.#open.model, this.#open.states, (command) => {
        command(PREPARING);
        return this.#event(PREPARING);
      });
      const { prefixTokens, prompt } = this.#session;
      send({ event: "ready", prefixTokens, restored, prompt });
    } catch (error) {
      send({ event: "failed", ticket: 0, why: reasonOf(error) });
      return;
    }
    for (;;) {
      const job = this.#jobs.shift();
      if (job === undefined && this.#draft !== null) {
        await this.#prefillDraft(this.#draft);
        continue;
      }
      if (job === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      this.#current = job.ticket;
      try {
        await this.#perform(job);
      } catch (error) {
        send({ event: "failed", ticket: job.ticket, why: reasonOf(error) });
      }
      this.#current = null;
    }
  }

  async #prefillDraft(text: string): Promise<void> {
    this.#draft = null;
    if (this.#session?.draft(DRAFTING, text) !== true) return;
    const { kind } = await this.#event(DRAFTING, DRAFT_PULL_MS);
    if (kind !== "done") this.#session.dropDraft();
  }

  async #perform(job: Job): Promise<void> {
    const { ticket } = job;
    // A draft was still being prefilled.
    const waitedUs = (performance.now() - job.arrivedAt) * 1000;
    if (this.#session?.translate(ticket, job.text, job.forced, CONTEXT_TOKENS) !== true) {
      send({ event: "failed", ticket, why: "the text is too long for the model's context" });
      return;
    }
    let tokens = 0;
    for (;;) {
      const event = await this.#event(ticket);
      switch (event.kind) {
        case "token": {
          tokens++;
          // A line break is where these models begin to explain themselves; the translation ends there.
          const end = event.text.indexOf("\n");
          const text = end < 0 ? event.text : event.text.slice(0, end);
          const { decodeUs } = event;
          const prefillUs = waitedUs + event.prefillUs;
          if (text !== "") send({ event: "piece", ticket, text, tokens, prefillUs, decodeUs });
          if (end < 0) break;
          await this.#drop(ticket);
          send({
            event: "done",
            ticket,
            tokens,
            decodeUs,
          });
          return;
        }
        case "done":
          send({ event: "done", ticket, tokens, decodeUs: event.decodeUs });
          return;
        case "aborted":
          send({ event: "cancelled", ticket });
          return;
        case "failed":
          // The prefill may be what failed; then the generation still stands in the queue.
          if (event.ticket !== ticket) await this.#drop(ticket);
          send({ event: "failed", ticket, why: event.why });
          return;
      }
    }
  }

  /** Ends `ticket` early and takes its remaining events off the queue. */
  async #drop(ticket: number): Promise<void> {
    this.#llm.abort();
    let event = await this.#event(ticket);
    while (event.kind === "token") event = await this.#event(ticket);
  }

  /** The next event of `ticket`; a failure of any command on the way to it counts as its own. */
  async #event(ticket: number, pullMs = PULL_MS): Promise<LlmEvent> {
    for (;;) {
      const event = this.#llm.next(pullMs);
      if (event !== null && (event.ticket === ticket || event.kind === "failed")) return event;
      this.#tellAlive();
      await breathe();
    }
  }

  #tellAlive(): void {
    const now = performance.now();
    if (now - this.#aliveAt < ALIVE_MS) return;
    const progress = this.#llm.progress;
    if (progress === this.#lastProgress) return;
    this.#lastProgress = progress;
    this.#aliveAt = now;
    send({ event: "alive" });
  }
}
