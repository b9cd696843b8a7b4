import type { WordSink } from "../sinks.ts";
import type { StampedText } from "../stamped_text.ts";
import { type CodeStyle, Fence, type FenceOpening } from "./fence.ts";

/** Reads fenced code line by line, and says what is to be said in its place. */
export class FencedCode {
  readonly #words: WordSink;
  readonly #style: CodeStyle;
  #fence: Fence | null = null;

  constructor(words: WordSink, style: CodeStyle) {
    this.#words = words;
    this.#style = style;
  }

  open(opening: FenceOpening): void {
    this.#fence = new Fence(opening, this.#style);
  }

  /**
   * Takes a line off the held text, or what is known of it.
   *
   * @param final whether no more text comes
   * @param lastStamp when the last character was read, in ms
   * @returns `code`: it goes on; `closed` before the end of the line, `text` when the line may go on with text; `left`:
   *   the quotation around the code is over, and the line does not belong to it; `wait`: more text is needed
   */
  read(held: StampedText, final: boolean, lastStamp: number): "code" | "closed" | "text" | "left" | "wait" {
    const fence = this.#fence;
    if (fence === null) return "left";
    const newline = held.newline;
    const line = newline < 0 ? held.text : held.text.slice(0, newline);
    const found = fence.read(line, final || newline >= 0);
    switch (found) {
      case "wait":
        return "wait";
      case "left":
        this.end(lastStamp);
        return "left";
      case "code":
        this.#say(fence.take(line, newline >= 0), held.stampAt(line.length - 1));
        held.drop(newline < 0 ? line.length : newline + 1);
        return "code";
      default: {
        this.end(held.stampAt(found - 1));
        const { inLine } = fence.opening;
        held.drop(inLine ? found : line.length);
        return inLine ? "text" : "closed";
      }
    }
  }

  /** The code is over, be it closed or not. @param stamp when its last character was read, in ms */
  end(stamp: number): void {
    if (this.#fence === null) return;
    this.#say(this.#fence.close(), stamp);
    this.#fence = null;
  }

  #say(notices: readonly string[], stamp: number): void {
    for (const notice of notices) this.#words.notice(notice, stamp, "code");
  }
}
