import { isPronounceable } from "./symbols.ts";

const SEPARATOR = /^[\s|:-]*$/;
const UNESCAPED_PIPE = /(?<!\\)\|/;
const CLOSED = /[.,:;!?。、！？][*_~]*$/;

/** What a listener can follow; a larger table is announced instead. */
const LARGEST = { rows: 10, cells: 40 } as const;

interface Row {
  readonly line: string;
  readonly stamp: number;
}

/** A table as it comes, row by row; only at its end is it known whether it is small enough to be read. */
export class Table {
  #rows: Row[] = [];
  #cells = 0;
  #count = 0;
  /** The first row is its head; not so when the head was spoken before. */
  #hasHead = false;
  #stamp = 0;

  /** When the last character of the last row was read, in ms. */
  get stamp(): number {
    return this.#stamp;
  }

  /** @param stamp when the row's last character was read, in ms */
  add(line: string, stamp: number): void {
    this.#stamp = stamp;
    if (SEPARATOR.test(line)) {
      if (this.#count === 1) this.#hasHead = true;
      return;
    }
    this.#count++;
    this.#cells += tableCells(line).length;
    if (this.#isSmall) this.#rows.push({ line, stamp });
    else this.#rows.length = 0;
  }

  /** The rows to be read, or what is said in place of them; already Japanese, as all notices. */
  get content(): readonly Row[] | string {
    return this.#isSmall ? this.#rows : `表、${this.#dataRows}行`;
  }

  get #dataRows(): number {
    return this.#hasHead ? this.#count - 1 : this.#count;
  }

  get #isSmall(): boolean {
    return this.#dataRows <= LARGEST.rows && this.#cells <= LARGEST.cells;
  }
}

/** The cells of a row that hold anything to say, each with the mark that parts it from the one before. */
export function tableCells(row: string): { text: string; joint: string }[] {
  const cells = row
    .split(UNESCAPED_PIPE)
    .map((cell) => cell.trim().replaceAll("\\|", "|"))
    .filter(isPronounceable);
  return cells.map((text, n) => ({
    text,
    joint: n === 0 ? "" : CLOSED.test(cells[n - 1] ?? "") ? " " : ", ",
  }));
}
