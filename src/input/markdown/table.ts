import { isPronounceable } from "./symbols.ts";

const SEPARATOR = /^[\s|:-]*$/;
const UNESCAPED_PIPE = /(?<!\\)\|/;
const CLOSED = /[.,:;!?。、！？]$/;

/**
 * The cells of a row that hold anything to say, each with the mark that parts it from the one before; none for the row of dashes
 * under a table's head.
 */
export function tableCells(row: string): { text: string; joint: string }[] {
  if (SEPARATOR.test(row)) return [];
  const cells = row
    .split(UNESCAPED_PIPE)
    .map((cell) => cell.trim().replaceAll("\\|", "|"))
    .filter(isPronounceable);
  return cells.map((text, n) => ({
    text,
    joint: n === 0 ? "" : CLOSED.test(cells[n - 1] ?? "") ? " " : ", ",
  }));
}
