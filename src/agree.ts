import { closeSync, openSync, readSync } from "node:fs";
import { screen } from "./terminal.ts";

const TERMINAL = "/dev/tty";
const LONGEST_ANSWER_BYTES = 256;

/** Whether a person is there to be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/**
 * Asks a person at the terminal. One line is read from the terminal itself, so that nothing of stdin is taken. No answer
 * is a yes.
 *
 * @param question one that can be answered with yes, up to its question mark
 */
export function agrees(question: string): boolean {
  const terminal = openSync(TERMINAL, "r");
  try {
    screen.print(`${question} [Y/n] `);
    const answer = Buffer.alloc(LONGEST_ANSWER_BYTES);
    const bytes = readSync(terminal, answer, 0, answer.length, null);
    // Ctrl-D ends the line without a character, and means no.
    return bytes > 0 && /^\s*(y|yes|はい)?\s*$/i.test(answer.toString("utf8", 0, bytes));
  } finally {
    closeSync(terminal);
  }
}
