import type { Parts } from "../parts.ts";
import { NativeWorker } from "../workers/native_worker.ts";
import { BareEvent } from "../workers/protocol.ts";

/** What a sentence cost the bare loop. */
export type BareCost = Extract<BareEvent, { event: "done" }>;

/** The loop says nothing before it is done, and beside busy neighbours that takes long. */
const SLOWEST_ANSWER_MS = 120_000;

/** The bare loop over libllama, in a process of its own as the translator is. */
export class BareLoopWorker {
  readonly #worker = new NativeWorker("bare-loop", BareEvent, SLOWEST_ANSWER_MS);
  #suffix = "";
  #loadUs = 0;

  /** Loads the same model with the same prompt. */
  async open(
    parts: Parts,
    model: string,
    threads: number,
    prompt: { readonly prefix: string; readonly suffix: string },
  ): Promise<void> {
    const request = {
      op: "open",
      library: parts.bareLoop,
      backends: parts.llamaFolder,
      model,
      threads,
      prefix: prompt.prefix,
    };
    const ready = await this.#worker.open(request, {
      code: "MODEL_REFUSED",
      what: `the bare loop cannot load ${model}`,
      fix: "close other programs, so that there is memory for the model twice",
    });
    this.#suffix = prompt.suffix;
    if (ready.event === "ready") this.#loadUs = ready.loadUs;
  }

  /** How long it took to load the model and to make its context, in microseconds. */
  get loadUs(): number {
    return this.#loadUs;
  }

  /** Translates one sentence as plainly as can be. */
  async run(sentence: string): Promise<BareCost> {
    const maxTokens = 32 + 3 * sentence.length;
    const request = (ticket: number) => ({ op: "run", ticket, sentence, suffix: this.#suffix, maxTokens });
    for await (const { event } of this.#worker.run(request, new AbortController().signal))
      if (event.event === "done") return event;
    throw new Error("the bare loop gave no answer");
  }

  kill(): void {
    this.#worker.kill();
  }
}
