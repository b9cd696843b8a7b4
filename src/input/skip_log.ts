import { tell } from "../terminal.ts";

/** After so many, only the total is told, so that a broken stream does not flood the terminal. */
const MOST_TOLD = 20;

/** Tells on stderr what of the input was not used. */
export class SkipLog {
  #count = 0;

  add(reason: string, what: string): void {
    this.#count++;
    if (this.#count <= MOST_TOLD) tell(`stream-tts-bun: skipped (${reason}): ${printable(what)}`);
  }

  /** The end of the run: how much was left untold. */
  close(): void {
    if (this.#count > MOST_TOLD)
      tell(`stream-tts-bun: skipped ${this.#count - MOST_TOLD} more pieces of input`);
  }
}

/** A short line without control characters: the input must not be able to steer the terminal. */
function printable(text: string): string {
  const short = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  return short.replace(/\p{Cc}/gu, " ");
}
