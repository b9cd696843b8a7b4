import { newSpeech, type Speech } from "./heard.ts";
import type { TextSink } from "./sinks.ts";

/**
 * Reads plain text: the lines of one text, in which each line ends its sentence. It is one block until the input ends or
 * an agent's first object comes, so that code fenced over several lines is known as such; but what is said of it is a
 * message up to each blank line, so that a long log is many.
 */
export class PlainText {
  readonly #open: (speech: () => Speech) => TextSink;
  readonly #pass: () => void;
  #sink: TextSink | null = null;
  #speech = newSpeech();

  /**
   * @param open opens the sink for the text, called when its first line comes; what is made of the text is noted in what
   * `speech` returns at that moment
   * @param pass hands on what was written to the sink and is gathered before it
   */
  constructor(open: (speech: () => Speech) => TextSink, pass: () => void) {
    this.#open = open;
    this.#pass = pass;
  }

  /** What is made of the message that is being read. */
  get speech(): Speech {
    return this.#speech;
  }

  /** @param stamp when the line's last byte was read, in ms */
  line(text: string, stamp: number): void {
    this.#sink ??= this.#open(() => this.#speech);
    this.#sink.write(`${text}\n`, stamp);
    if (text.trim() === "") this.#endMessage();
  }

  end(): void {
    this.#sink?.end();
    this.#sink = null;
    this.#speech = newSpeech();
  }

  flush(): void {
    this.#sink?.flush();
  }

  forget(): void {
    this.#sink?.forget();
  }

  #endMessage(): void {
    this.#pass();
    this.#speech = newSpeech();
  }
}
