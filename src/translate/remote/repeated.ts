/** Leaves out of a translation that comes again what of it has been given out already. */
export class Repeated {
  #left: string;

  /** @param said what the translation must begin with */
  constructor(said: string) {
    this.#left = said;
  }

  /** Whether all of what was said has come again. */
  get isOver(): boolean {
    return this.#left === "";
  }

  /** Takes in a part and returns what of it is new; null when it differs from what was said. */
  push(part: string): string | null {
    const shared = Math.min(part.length, this.#left.length);
    if (part.slice(0, shared) !== this.#left.slice(0, shared)) return null;
    this.#left = this.#left.slice(shared);
    return part.slice(shared);
  }
}
