import { write } from "node:fs";
import { promisify } from "node:util";
import { systemCodeOf } from "./errors.ts";

const writeAsync = promisify(write);
const STDOUT_FD = 1;
/** How long to wait before trying again when a non-blocking stdout is full. */
const FULL_MS = 2;

/**
 * stdout as a queue: writes happen in order on a thread of the runtime, so that a slow reader never keeps the main
 * thread from reading stdin.
 *
 * Bun.stdout.writer() is not used because Bun 1.4.5 raises a closed pipe outside of its promises.
 */
export class Stdout {
  /** What waits for the write under way; it is written in one piece. */
  #waiting: Uint8Array[] = [];
  #writing: Promise<void> | null = null;
  #closed = false;
  readonly #onClosed: () => void;

  /** @param onClosed called once when the reader has gone away */
  constructor(onClosed: () => void) {
    this.#onClosed = onClosed;
  }

  /** Queues bytes or text; resolves when they are written, or when nobody reads any more. */
  write(data: string | Uint8Array): Promise<void> {
    this.#waiting.push(typeof data === "string" ? new TextEncoder().encode(data) : data);
    return this.drained();
  }

  /** Resolves when everything queued so far has been written. */
  drained(): Promise<void> {
    if (this.#writing === null && this.#waiting.length === 0) return Promise.resolve();
    this.#writing ??= this.#writeWaiting();
    return this.#writing;
  }

  async #writeWaiting(): Promise<void> {
    // What the caller queues in the same turn goes along.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const bytes = this.#waiting.length === 1 ? this.#waiting[0] : Buffer.concat(this.#waiting);
      this.#waiting = [];
      if (bytes !== undefined) await this.#writeAll(bytes);
    }
    this.#writing = null;
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    for (let sent = 0; sent < bytes.length && !this.#closed; ) {
      try {
        sent += (await writeAsync(STDOUT_FD, bytes, sent, bytes.length - sent, null)).bytesWritten;
      } catch (error) {
        if (systemCodeOf(error) === "EAGAIN") {
          await Bun.sleep(FULL_MS);
          continue;
        }
        // EPIPE, and whatever else makes stdout unusable: there is no one to tell it to.
        this.#closed = true;
        this.#onClosed();
      }
    }
  }
}
