/** A terminal that knows \r, \n, cursor up and erasing to the end, and takes no notice of colours. */
export class Terminal {
  readonly isTTY: boolean;
  readonly columns: number;
  readonly rows: number;
  readonly #lines: string[][] = [[]];
  #row = 0;
  #column = 0;

  constructor(columns: number, rows: number, isTTY = true) {
    this.columns = columns;
    this.rows = rows;
    this.isTTY = isTTY;
  }

  write(text: string): void {
    for (const [i, part] of text.split("\u001b[").entries()) {
      const [sequence = "", count = "", kind = ""] = i === 0 ? [] : (/^(\d*)([AJm])/.exec(part) ?? []);
      if (kind === "A") this.#row -= Number(count);
      if (kind === "J") this.#eraseToEnd();
      for (const character of part.slice(sequence.length)) this.#take(character);
    }
  }

  get text(): string {
    return this.#lines.map((line) => line.join("").trimEnd()).join("\n");
  }

  #eraseToEnd(): void {
    this.#lines.splice(this.#row + 1);
    this.#lines[this.#row]?.splice(this.#column);
  }

  #take(part: string): void {
    if (part === "\r") this.#column = 0;
    else if (part === "\n") {
      this.#column = 0;
      this.#row++;
      this.#lines[this.#row] ??= [];
    } else {
      const cells = Bun.stringWidth(part);
      if (this.#column + cells > this.columns) throw new Error(`a row is too wide at ${part}`);
      const line = this.#lines[this.#row] ?? [];
      line[this.#column] = part;
      for (let i = 1; i < cells; i++) line[this.#column + i] = "";
      this.#column += cells;
    }
  }
}
