/**
 * Text that remembers when each of its characters arrived, so that an utterance can name the moment of its own last
 * character although later characters were needed to see that it had ended.
 *
 * Offsets are UTF-16 code units; stamps are milliseconds on the main process's clock.
 */
export class StampedText {
  #text = "";
  /** Where each run of equally stamped characters ends; ascending, the last one is the length of the text. */
  #ends: number[] = [];
  #stamps: number[] = [];
  /** There is no newline before this place; so that a long line is searched only once, however often it is asked for. */
  #searched = 0;

  get text(): string {
    return this.#text;
  }

  get length(): number {
    return this.#text.length;
  }

  /** Where the first newline is; -1 when there is none. */
  get newline(): number {
    const found = this.#text.indexOf("\n", this.#searched);
    this.#searched = found < 0 ? this.#text.length : found;
    return found;
  }

  append(text: string, stamp: number): void {
    if (text === "") return;
    const last = this.#ends.length - 1;
    const end = this.#text.charCodeAt(this.#text.length - 1);
    // A surrogate pair that was cut in two arrives with its second half: pieces are whole characters.
    if (end >= 0xd800 && end < 0xdc00) this.#ends[last] = this.#text.length - 1;
    this.#text += text;
    if (last >= 0 && this.#stamps[last] === stamp) {
      this.#ends[last] = this.#text.length;
    } else {
      this.#ends.push(this.#text.length);
      this.#stamps.push(stamp);
    }
  }

  /** When the character at `index` arrived; the nearest known moment for an index outside the text. */
  stampAt(index: number): number {
    const run = this.#ends.findIndex((end) => end > index);
    return this.#stamps.at(run) ?? 0;
  }

  /** Forgets the first `count` characters. */
  drop(count: number): void {
    this.#searched = Math.max(0, this.#searched - count);
    if (count >= this.#text.length) {
      this.#text = "";
      this.#ends.length = 0;
      this.#stamps.length = 0;
    } else if (count > 0) {
      this.#text = this.#text.slice(count);
      if (this.#ends.length === 1) {
        this.#ends[0] = this.#text.length;
        return;
      }
      const gone = this.#ends.findIndex((end) => end > count);
      this.#ends = this.#ends.slice(gone).map((end) => end - count);
      this.#stamps = this.#stamps.slice(gone);
    }
  }

  /** Puts `text` in the place of the characters from `from` up to `to`; it takes the stamp of the last of them. */
  replace(from: number, to: number, text: string): void {
    this.#text = this.#text.slice(0, from) + text + this.#text.slice(to);
    this.#searched = 0;
    const grown = text.length - (to - from);
    this.#ends = this.#ends.map((end) => (end >= to ? end + grown : Math.min(end, from)));
  }

  /** Hands on the characters from `from` up to `to`, in one piece for each stamp. */
  pass(from: number, to: number, take: (text: string, stamp: number) => void): void {
    let start = from;
    for (let run = 0; run < this.#ends.length && start < to; run++) {
      const end = Math.min(this.#ends[run] ?? to, to);
      if (end <= start) continue;
      take(this.#text.slice(start, end), this.#stamps[run] ?? 0);
      start = end;
    }
  }
}
