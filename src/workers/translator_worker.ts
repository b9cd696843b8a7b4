import { Llm, type LlmEvent } from "../../ffi/llm.ts";
import { reasonOf } from "../errors.ts";
import { profileFor } from "../translate/profiles.ts";
import { PromptSession, SEQUENCES } from "../translate/session.ts";
import { breathe, dieWithParent, receive, send } from "./child.ts";
import { TranslatorRequest } from "./protocol.ts";

/** About as long as a token takes: what wakes up more often takes time from decoding, and a cancel is seen between two. */
const PULL_MS = 25;
/** While a draft is prefilled the sentence itself may come, and every millisecond until it is read counts. */
const DRAFT_PULL_MS = 1;
const ALIVE_MS = 1000;
/** Prefix, one utterance and its translation, and a draft; 28 KiB of KV cache a token for a 1.5B model. */
export const CONTEXT_TOKENS = 2048;
export const BATCH_TOKENS = 64;
/** Tickets of commands of our own; those of requests are positive, and come back as they are. */
const LOADING = 0;
const PREPARING = 0xffff_fffe;
const DRAFTING = 0xffff_ffff;
const GUESSING = 0xffff_fffd;

type Open = Extract<TranslatorRequest, { op: "open" }>;
type Job = Extract<TranslatorRequest, { op: "translate" }> & { readonly arrivedAt: number };
type Draft = Extract<TranslatorRequest, { op: "draft" }> & { readonly arrivedAt: number };

/** A translation that was begun before it was certain that its sentence is over. */
interface Guess {
  /** How long it waited for a draft that was being prefilled, in microseconds. */
  readonly waitedUs: number;
  /** What the library told so far. */
  readonly events: LlmEvent[];
}

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
        worker?.draft({ ...request, arrivedAt: performance.now() });
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
  #draft: Draft | null = null;
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
  draft(draft: Draft): void {
    this.#draft = draft;
    this.#wake();
  }

  translate(job: Job): void {
    // It was for this sentence or an older one. What was to be guessed has waited since then.
    const arrivedAt = this.#draft?.text === job.text ? this.#draft.arrivedAt : job.arrivedAt;
    this.#draft = null;
    this.#jobs.push({ ...job, arrivedAt });
    this.#wake();
  }

  cancel(ticket: number): void {
    if (this.#current === ticket) this.#llm.abort();
  }

  async run(): Promise<void> {
    try {
      const loaded = await this.#event(LOADING);
      if (loaded.kind === "failed") throw new Error(loaded.why);
      this.#session = new PromptSession(
        this.#llm,
        profileFor(this.#open.profile, (key) => this.#llm.metadata(key)),
      );
      const restored = await this.#session.prepare(this.#open, (command) => {
        command(PREPARING);
        return this.#event(PREPARING);
      });
      const { prefixTokens, prompt } = this.#session;
      send({ event: "ready", prefixTokens, restored, prompt });
    } catch (error) {
      send({ event: "failed", ticket: 0, why: reasonOf(error) });
      return;
    }
    let guess: Guess | null = null;
    for (;;) {
      const draft = this.#draft;
      if (this.#jobs.length === 0 && draft !== null) {
        this.#draft = null;
        if (draft.whole) guess = await this.#guess(draft);
        else await this.#prefillDraft(draft.text);
        continue;
      }
      const job = this.#jobs.shift();
      if (job === undefined) {
        await this.#somethingToDo();
        continue;
      }
      this.#current = job.ticket;
      try {
        await this.#perform(job, guess);
      } catch (error) {
        send({ event: "failed", ticket: job.ticket, why: reasonOf(error) });
      }
      guess = null;
      this.#current = null;
    }
  }

  #somethingToDo(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  async #prefillDraft(text: string): Promise<void> {
    if (this.#session?.draft(DRAFTING, text) !== true) return;
    const { kind } = await this.#event(DRAFTING, DRAFT_PULL_MS);
    if (kind !== "done") this.#session.dropDraft();
  }

  /**
   * Begins to translate a sentence that probably is whole, until it is known what is to be done. The time in which the
   * agent has not written the next character yet is most of what a listener would wait for.
   *
   * @returns the guess if it was right, and then its translation goes on
   */
  async #guess(draft: Draft): Promise<Guess | null> {
    const waitedUs = (performance.now() - draft.arrivedAt) * 1000;
    if (this.#session?.translate(GUESSING, { ...draft, forced: "", note: "" }, CONTEXT_TOKENS) !== true)
      return null;
    const events: LlmEvent[] = [];
    while (this.#jobs.length === 0 && this.#draft === null) {
      if (isOver(events)) await this.#somethingToDo();
      const event = this.#llm.next(DRAFT_PULL_MS);
      if (event !== null && concerns(event, GUESSING)) events.push(event);
      this.#tellAlive();
      await breathe();
    }
    const [job] = this.#jobs;
    if (job?.text === draft.text && job.note === "" && job.forced === "") return { waitedUs, events };
    await this.#drop(GUESSING, events);
    return null;
  }

  async #perform(job: Job, guess: Guess | null): Promise<void> {
    const { ticket } = job;
    // A draft was still being prefilled.
    const waitedUs = guess?.waitedUs ?? (performance.now() - job.arrivedAt) * 1000;
    if (guess === null && this.#session?.translate(ticket, job, CONTEXT_TOKENS) !== true) {
      send({ event: "failed", ticket, why: "the text is too long for the model's context" });
      return;
    }
    const running = guess === null ? ticket : GUESSING;
    const told = guess?.events ?? [];
    let tokens = 0;
    for (;;) {
      const event = told.shift() ?? (await this.#event(running));
      switch (event.kind) {
        case "token": {
          tokens++;
          // A line break is where these models begin to explain themselves; the translation ends there.
          const end = event.text.indexOf("\n");
          const text = end < 0 ? event.text : event.text.slice(0, end);
          const { decodeUs } = event;
          const prefillUs = waitedUs + event.prefillUs;
          if (text !== "") send({ event: "piece", ticket, text, tokens, prefillUs, decodeUs });
          if (end < 0) {
            await breathe();
            break;
          }
          await this.#drop(running, told);
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
          if (event.ticket !== running) await this.#drop(running, told);
          send({ event: "failed", ticket, why: event.why });
          return;
      }
    }
  }

  /** Ends `ticket` early and takes its remaining events off the queue; `told` are those that were taken already. */
  async #drop(ticket: number, told: LlmEvent[]): Promise<void> {
    this.#llm.abort();
    for (;;) {
      const event = told.shift() ?? (await this.#event(ticket));
      if (event.ticket === ticket && event.kind !== "token") return;
    }
  }

  /** The next event of `ticket`; a failure of any command on the way to it counts as its own. */
  async #event(ticket: number, pullMs = PULL_MS): Promise<LlmEvent> {
    for (;;) {
      const event = this.#llm.next(pullMs);
      if (event !== null && concerns(event, ticket)) return event;
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

/** A command that fails on the way to another one fails both. */
const concerns = (event: LlmEvent, ticket: number) => event.ticket === ticket || event.kind === "failed";

/** Whether a command has told all it will. */
const isOver = (events: readonly LlmEvent[]) => {
  const last = events.at(-1);
  return last !== undefined && last.kind !== "token";
};
