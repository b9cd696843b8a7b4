const THOUGHT = "<think>";
const THOUGHT_END = "</think>";
const LINE_END = /[\r\n]/;

/**
 * The translation within what a model answers: without the thoughts that a template puts before it, although it was asked
 * for none, and up to the first line break, where models begin to explain themselves.
 */
export class AnswerText {
  /** What may still turn out to be a thought; null once the translation has begun. */
  #held: string | null = "";
  #isOver = false;

  /** Whether nothing more of the translation can come. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Takes in a part of the answer and returns what of the translation it brought. */
  push(part: string): string {
    if (this.#held === null) return this.#upToLineEnd(part);
    this.#held = withoutThoughts(this.#held + part);
    if (THOUGHT.startsWith(this.#held) || this.#held.startsWith(THOUGHT)) return "";
    return this.#begin(this.#held);
  }

  /** The end of the answer: what seemed to be the beginning of a thought was none. */
  end(): string {
    const held = this.#held ?? "";
    return held.startsWith(THOUGHT) ? "" : this.#begin(held);
  }

  #begin(text: string): string {
    this.#held = null;
    return this.#upToLineEnd(text);
  }

  #upToLineEnd(text: string): string {
    if (this.#isOver) return "";
    const end = text.search(LINE_END);
    this.#isOver = end >= 0;
    return end < 0 ? text : text.slice(0, end);
  }
}

/** An answer without whole thoughts at its beginning, and without the space before and between. */
function withoutThoughts(answer: string): string {
  const text = answer.trimStart();
  const end = text.startsWith(THOUGHT) ? text.indexOf(THOUGHT_END) : -1;
  return end < 0 ? text : withoutThoughts(text.slice(end + THOUGHT_END.length));
}
