/** The part of a terminal's stream that a {@link Screen} needs. */
export interface TextStream {
  readonly isTTY?: boolean;
  /** Size of the terminal in cells. */
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

const USUAL_COLUMNS = 80;
const USUAL_ROWS = 24;
const ERASE_TO_END = "\u001b[J";
const up = (rows: number) => (rows > 0 ? `\u001b[${rows}A` : "");

/**
 * A terminal's lower end: lines that stay, and below them a block that is drawn anew whenever it changes. Where the
 * stream is no terminal there is no such block, only lines.
 */
export class Screen {
  readonly #stream: TextStream;
  /** Rows of the block as it stands on the terminal. */
  #drawn: string[] = [];

  constructor(stream: TextStream) {
    this.#stream = stream;
  }

  get isTerminal(): boolean {
    return this.#stream.isTTY === true;
  }

  /** Writes text that stays; it must end in a newline. */
  print(text: string): void {
    const block = this.#drawn;
    this.#stream.write(`${this.#erased()}${text}`);
    this.#draw(block);
  }

  /**
   * Replaces the block.
   *
   * @param lines wrapped where they are too wide
   * @param status stands below them and is cut off where it is too wide; empty for none
   */
  show(lines: readonly string[], status: string): void {
    if (!this.isTerminal) return;
    const { columns = USUAL_COLUMNS, rows = USUAL_ROWS } = this.#stream;
    // The last column stays empty, because terminals differ in when they wrap a full row.
    const width = Math.max(1, columns - 1);
    const wrapped = lines.flatMap((line) => Bun.wrapAnsi(line, width, { hard: true }).split("\n"));
    if (status !== "") wrapped.push(Bun.sliceAnsi(status, 0, width, "…"));
    // What has scrolled off the top cannot be erased any more.
    const block = wrapped.slice(-Math.max(1, rows - 1));
    if (block.join("\n") === this.#drawn.join("\n")) return;
    this.#stream.write(this.#erased());
    this.#draw(block);
  }

  #erased(): string {
    const rows = this.#drawn.length;
    this.#drawn = [];
    return rows === 0 ? "" : `\r${up(rows - 1)}${ERASE_TO_END}`;
  }

  #draw(rows: string[]): void {
    this.#drawn = rows;
    if (rows.length > 0) this.#stream.write(rows.join("\n"));
  }
}
