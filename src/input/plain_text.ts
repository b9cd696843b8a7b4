import type { TextSink } from "./sinks.ts";

/**
 * Reads plain text: the lines of one text, in which each line ends its sentence. It is one block until the input ends or
 * an agent's first object comes, so that code fenced over several lines is known as such.
 */
export class PlainText {
  readonly #open: () => TextSink;
  #sink: TextSink | null = null;

  /** @param open opens the sink for the text; called when its first line comes */
  constructor(open: () => TextSink) {
    this.#open = open;
  }

  /** @param stamp when the line's last byte was read, in ms */
  line(text: string, stamp: number): void {
    this.#sink ??= this.#open();
    this.#sink.write(`${text}\n`, stamp);
  }

  end(): void {
    this.#sink?.end();
    this.#sink = null;
  }

  flush(): void {
    this.#sink?.flush();
  }

  forget(): void {
    this.#sink?.forget();
  }
}
