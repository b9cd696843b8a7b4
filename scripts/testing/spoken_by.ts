import { completeLine } from "../../src/bench/feed.ts";
import { EXECUTABLE } from "../executable.ts";

const POLL_MS = 5;
const LIMIT_MS = 120_000;
/** Longer than the last clauses of a message take. */
const SETTLE_MS = 1500;

/** Milliseconds until a sentence was heard. */
export interface FirstSentence {
  /** From the moment it was read to its first PCM frame. */
  readonly latency: number;
  readonly prefill: number;
  /** Decoding of its first clause, and the tokens of that. */
  readonly decode: number;
  readonly tokens: number;
}

/** A running `speak` that is given one message at a time; the sound is dropped. */
export class SpokenBy implements Disposable {
  readonly #child;
  readonly #events: { event: string; [field: string]: unknown }[] = [];
  #messages = 0;

  /**
   * @param flags of `speak`, besides output and trace
   * @param environment in addition to ours
   */
  constructor(flags: readonly string[], environment: Record<string, string> = {}) {
    this.#child = Bun.spawn([EXECUTABLE, "--config", "none", ...flags, "--output", "null", "--trace", "-"], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, ...environment },
    });
    void this.#read();
  }

  /** Resolves when the model is loaded. */
  async ready(): Promise<void> {
    await this.#until(() => this.#events.some(({ event }) => event === "ready"));
  }

  /** Speaks a message, and tells how long its first sentence took. */
  async speak(text: string): Promise<FirstSentence> {
    this.#events.length = 0;
    this.#child.stdin.write(completeLine(`message-${this.#messages++}`, text));
    this.#child.stdin.flush();
    const first = () => this.#events.find(({ event }) => event === "utterance");
    const sound = () => this.#events.find(({ event, n }) => event === "audio" && n === 0);
    const told = () => this.#events.filter(({ event }) => event === "utterance").length;
    // The next message waits for silence, so that every message finds the pipeline idle.
    const spoken = () =>
      new Set(this.#events.flatMap(({ event, id }) => (event === "audio" ? [id] : []))).size;
    await this.#until(() => told() > 0 && spoken() === told());
    await Bun.sleep(SETTLE_MS);
    const clause = this.#events.find(({ event, n }) => event === "clause" && n === 0);
    return {
      latency: Number(sound()?.first_pcm_ms) - Number(first()?.received_ms),
      prefill: Number(clause?.prefill_us) / 1000,
      decode: Number(clause?.decode_us) / 1000,
      tokens: Number(clause?.tokens),
    };
  }

  async #until(condition: () => boolean): Promise<void> {
    const deadline = performance.now() + LIMIT_MS;
    while (!condition()) {
      if (this.#child.exitCode !== null) throw new Error("the program ended early");
      if (performance.now() > deadline) throw new Error(`nothing was spoken within ${LIMIT_MS} ms`);
      await Bun.sleep(POLL_MS);
    }
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    let open = "";
    for await (const chunk of this.#child.stdout) {
      const lines = (open + decoder.decode(chunk, { stream: true })).split("\n");
      open = lines.pop() ?? "";
      for (const line of lines) this.#events.push(JSON.parse(line));
    }
  }

  [Symbol.dispose](): void {
    this.#child.kill();
  }
}
