import type { Turn } from "./turn.ts";
import type { Told } from "./turns.ts";

/** Well below `SOUNDING_WITHIN_MS`, so that a busy machine loses nobody's turn. */
const SOUNDING_EVERY_MS = 1000;

/** How a session reaches those turns; `want` is answered by one `granted`. */
export interface TurnTransport {
  want(): void;
  yield(): void;
  sounding(): void;
}

/**
 * The turns of one session, kept elsewhere: by the service, over its socket or in the same process.
 *
 * What both sides say may cross on the way. So a wish is never taken back: whoever does not want the turn any more when
 * it is granted gives it back then, and what is told of a turn that was given back is passed over.
 */
export class SessionTurn implements Turn {
  onChange: () => void = () => {};
  readonly #transport: TurnTransport;
  #state: "free" | "wanted" | "held" = "free";
  #isContested = false;
  /** Nobody gives turns any more. */
  #isReleased = false;
  /** Those that wait for the turn. */
  readonly #takers = new Set<() => void>();
  #heartbeat: Timer | undefined;

  constructor(transport: TurnTransport) {
    this.#transport = transport;
  }

  get isShared(): boolean {
    return !this.#isReleased;
  }

  get isHeld(): boolean {
    return this.#isReleased || this.#state === "held";
  }

  get isContested(): boolean {
    return this.#isContested;
  }

  async take(signal: AbortSignal): Promise<void> {
    // The turn may be gone again before its taker goes on.
    while (!this.isHeld && !signal.aborted) await this.#granted(signal);
  }

  yield(): void {
    if (this.#isReleased || this.#state !== "held") return;
    this.#lose();
    this.#transport.yield();
  }

  /** What this session is told of its turn. */
  receive(told: Told): void {
    if (this.#isReleased) return;
    switch (told) {
      case "granted":
        this.#state = "held";
        if (this.#takers.size === 0) this.yield();
        for (const resume of this.#takers) resume();
        break;
      case "contested":
        if (this.#state !== "held") return;
        this.#isContested = true;
        clearInterval(this.#heartbeat);
        this.#heartbeat = setInterval(() => this.#transport.sounding(), SOUNDING_EVERY_MS);
        this.#heartbeat.unref();
        this.onChange();
        break;
      case "uncontested":
        this.#calm();
        break;
      case "revoked":
        if (this.#state !== "held") return;
        this.#lose();
        this.onChange();
        break;
    }
  }

  /** Whoever gave turns is gone: this session has its turn from now on. */
  release(): void {
    this.#isReleased = true;
    this.#calm();
    for (const resume of this.#takers) resume();
  }

  async #granted(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const leave = () => {
      this.#takers.delete(resolve);
      resolve();
    };
    this.#takers.add(resolve);
    signal.addEventListener("abort", leave);
    if (this.#state === "free") {
      this.#state = "wanted";
      this.#transport.want();
    }
    await promise;
    signal.removeEventListener("abort", leave);
    this.#takers.delete(resolve);
  }

  #lose(): void {
    this.#state = "free";
    this.#calm();
  }

  #calm(): void {
    this.#isContested = false;
    clearInterval(this.#heartbeat);
  }
}
