import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Ends a hang; nothing is judged by it. */
export const LIMIT_MS = 60_000;

/** What a shell offers for a word. */
export interface Offer {
  readonly word: string;
  /** Empty where the shell has none. */
  readonly description: string;
}

/** Gives what a shell that has loaded a script offers at the end of each line, in a folder. */
export type Offers = (script: string, lines: readonly string[], folder: Folder) => Promise<Offer[][]>;

/** A folder with files to complete, and one for a shell's own. */
export class Folder implements Disposable {
  readonly #root = mkdtempSync(join(tmpdir(), "stream-tts-bun-completions-"));
  readonly path = join(this.#root, "here");
  readonly own = join(this.#root, "own");

  constructor() {
    for (const path of [this.path, this.own]) mkdirSync(path);
    for (const name of ["out.wav", "two words.wav", "model.gguf"]) writeFileSync(join(this.path, name), "");
    mkdirSync(join(this.path, "folder"));
  }

  [Symbol.dispose](): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}

/** Before the offers of each line in what drivers print. */
export const MARK = "=";

/** Reads lines `WORD\tDESCRIPTION`, and MARK alone before those of each line that was completed. */
export function offersIn(output: string): Offer[][] {
  const found: Offer[][] = [];
  for (const line of output.split("\n").filter((one) => one !== "")) {
    const [word = "", description = ""] = line.split("\t");
    if (line === MARK) found.push([]);
    else found.at(-1)?.push({ word, description });
  }
  return found;
}
