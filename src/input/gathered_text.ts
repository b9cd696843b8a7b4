import type { TextSink } from "./sinks.ts";

/**
 * Puts deltas that were read at the same moment together before they are looked at. Where text is cut does not matter to
 * a sink, but each cut costs; and in a recorded stream one read brings hundreds of deltas.
 *
 * Only the sink that was written last has text here, so the order of texts stays.
 */
export class GatheredText {
  #sink: TextSink | null = null;
  /** The sink that was written to last. */
  #latest: TextSink | null = null;
  #text = "";
  #stamp = 0;

  /** A sink in front of `sink` that gathers what is written to it. */
  before(sink: TextSink): TextSink {
    return {
      get open() {
        return sink.open;
      },
      write: (text, stamp) => this.#write(sink, text, stamp),
      end: () => {
        this.pass();
        sink.end();
      },
      flush: () => {
        this.pass();
        sink.flush();
      },
      forget: () => {
        this.pass();
        sink.forget();
      },
    };
  }

  /** The beginning of the sentence that is arriving now; see `TextSink.open`. */
  get open(): string {
    return this.#latest?.open ?? "";
  }

  /** Hands on what was gathered; needed before anything else is told, and when no more text is read for now. */
  pass(): void {
    const sink = this.#sink;
    if (sink === null) return;
    const text = this.#text;
    this.#sink = null;
    this.#latest = sink;
    this.#text = "";
    sink.write(text, this.#stamp);
  }

  #write(sink: TextSink, text: string, stamp: number): void {
    if (sink === this.#sink && stamp === this.#stamp) {
      this.#text += text;
      return;
    }
    this.pass();
    this.#sink = sink;
    this.#text = text;
    this.#stamp = stamp;
  }
}
