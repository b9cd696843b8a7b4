const STEP_PERCENT = 10;

/**
 * Tells on stderr how far a long download is: one line that is rewritten on a terminal, a plain line every 10 %
 * elsewhere.
 */
export class Progress {
  readonly #label: string;
  readonly #total: number;
  readonly #stream: { isTTY?: boolean; write(text: string): unknown };
  #told = -1;

  /** @param total bytes of the whole */
  constructor(
    label: string,
    total: number,
    stream: { isTTY?: boolean; write(text: string): unknown } = process.stderr,
  ) {
    this.#label = label;
    this.#total = total;
    this.#stream = stream;
  }

  /** @param done bytes so far */
  at(done: number): void {
    const percent = Math.floor((done / this.#total) * 100);
    const step = this.#stream.isTTY ? percent : percent - (percent % STEP_PERCENT);
    if (step === this.#told) return;
    this.#told = step;
    const line = `${this.#label}: ${step} % (${megabytes(done)} of ${megabytes(this.#total)} MB)`;
    if (!this.#stream.isTTY) this.#stream.write(`${line}\n`);
    else this.#stream.write(`\r${line}\u001b[K${step === 100 ? "\n" : ""}`);
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
