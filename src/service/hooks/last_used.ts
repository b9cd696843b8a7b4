/** Keeps what was used last by its name, and lets go of what was not used for longest when there is too much. */
export class LastUsed<T> {
  readonly #most: number;
  readonly #onForget: (value: T) => void;
  /** In the order of use. */
  readonly #values = new Map<string, T>();

  /** @param onForget told of each value that has to go */
  constructor(most: number, onForget: (value: T) => void) {
    this.#most = most;
    this.#onForget = onForget;
  }

  /** The value of that name, made when there is none. */
  get(name: string, make: () => T): T {
    const value = this.#values.get(name) ?? make();
    this.#values.delete(name);
    this.#values.set(name, value);
    if (this.#values.size > this.#most) this.#forgetOldest();
    return value;
  }

  delete(name: string): void {
    this.#values.delete(name);
  }

  entries(): [name: string, value: T][] {
    return [...this.#values];
  }

  #forgetOldest(): void {
    for (const [name, value] of this.#values) {
      this.#values.delete(name);
      this.#onForget(value);
      return;
    }
  }
}
