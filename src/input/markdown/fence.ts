/** Counts the lines of fenced code and finds the fence that closes it (CommonMark, section 4.5). */
export class Fence {
  readonly #closing: RegExp;
  readonly #begun: RegExp;
  /** Whether text may follow the closing fence in its line, as after a fence that was opened inside a line. */
  readonly inLine: boolean;
  readonly quoted: boolean;
  lines = 0;

  constructor(mark: string, length: number, indent: number, place: { inLine: boolean; quoted: boolean }) {
    this.inLine = place.inLine;
    this.quoted = place.quoted;
    const quotes = this.quoted ? "[ \\t>]*" : `[ \\t]{0,${indent + 3}}`;
    const fence = `${mark}{${length},}`;
    this.#closing = new RegExp(this.inLine ? `^[ \\t]*${fence}` : `^${quotes}${fence}[ \\t\\r]*$`);
    this.#begun = new RegExp(`^[ \\t>]*${mark}*[ \\t\\r]*$`);
  }

  /** The length of the closing fence that begins `line`; 0 when the line is code. */
  closes(line: string): number {
    return this.#closing.exec(line)?.[0].length ?? 0;
  }

  /** Whether a line of which only this is known may still close the code. */
  mayClose(line: string): boolean {
    return this.#begun.test(line);
  }

  /** What is said in place of the code; already Japanese, as all notices. */
  notice(): string {
    return this.lines === 0 ? "コード" : `コード、${this.lines}行`;
  }
}
