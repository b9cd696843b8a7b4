import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TraceLine, traceLines } from "./trace_lines.ts";

/**
 * A pipe that many processes have as their trace. Each writes a line at the moment of what it tells, all at once and before it
 * goes on; so that lines of different processes are in the order of what happened, without a common clock.
 */
export class SharedTrace implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "tts-trace-"));
  /** What is given to `--trace`. */
  readonly path = join(this.#folder, "pipe");
  readonly #copy = join(this.#folder, "trace.ndjson");
  readonly #reader: Bun.Subprocess;
  /** Keeps the pipe open while nobody writes; -1 once it is closed. */
  #held: number;

  constructor() {
    const { exitCode, stderr } = Bun.spawnSync(["mkfifo", this.path]);
    if (exitCode !== 0) throw new Error(`mkfifo: ${stderr}`);
    this.#held = openSync(this.path, "r+");
    this.#reader = Bun.spawn(["cat", this.path], { stdio: ["ignore", Bun.file(this.#copy), "inherit"] });
  }

  /** Every line in its order; resolves when all the writers have ended. */
  async events(): Promise<TraceLine[]> {
    this.#release();
    await this.#reader.exited;
    return traceLines(this.#copy);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#release();
    this.#reader.kill("SIGKILL");
    await this.#reader.exited;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #release(): void {
    if (this.#held >= 0) closeSync(this.#held);
    this.#held = -1;
  }
}
