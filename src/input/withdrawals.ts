import type { Speech } from "./heard.ts";
import { Recent } from "./recent.ts";

/** Only what has not been heard yet can be withdrawn, and that is not far back. */
const LINES_REMEMBERED = 512;

/** Remembers what was said in which line or message, so that it can be withdrawn. */
export class Withdrawals {
  readonly #saidIn = new Recent<string, Speech[]>(LINES_REMEMBERED);

  /** @param line the id of a line or of a message, or null where it has none */
  note(line: string | null, speech: Speech): void {
    if (line === null) return;
    const said = this.#saidIn.get(line) ?? [];
    if (!said.includes(speech)) said.push(speech);
    this.#saidIn.set(line, said);
  }

  /**
   * Lets what was said in these lines, or is still to be, fall silent.
   *
   * @returns the ids of the utterances that were given on
   */
  withdraw(lines: readonly string[]): number[] {
    const ids: number[] = [];
    for (const speech of lines.flatMap((line) => this.#saidIn.get(line) ?? [])) {
      if (speech.withdrawn) continue;
      speech.withdrawn = true;
      ids.push(...speech.ids);
    }
    return ids;
  }
}
