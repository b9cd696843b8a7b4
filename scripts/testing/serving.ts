import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Subprocess } from "bun";
import { EXECUTABLE } from "../executable.ts";

const LIMIT_MS = 120_000;
const POLL_MS = 20;

/** A resident service of the built executable in a folder of its own, for measurements. */
export class Serving implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "tts-service-"));
  readonly #child: Subprocess<"ignore", "ignore", "pipe"> | null;

  private constructor(flags: readonly string[] | null) {
    this.#child =
      flags === null
        ? null
        : Bun.spawn([EXECUTABLE, "serve", ...flags], {
            stdio: ["ignore", "ignore", "pipe"],
            env: { ...process.env, ...this.environment },
          });
  }

  /** A folder in which no service runs. */
  static nobody(): Serving {
    return new Serving(null);
  }

  /**
   * Starts a service and waits until its model and voice are ready.
   *
   * @throws Error with what it said when it is not ready within two minutes
   */
  static async start(flags: readonly string[]): Promise<Serving> {
    const serving = new Serving(flags);
    let said = "";
    void serving.#read((text) => {
      said += text;
    });
    const deadline = performance.now() + LIMIT_MS;
    while (!said.includes("ready, after")) {
      if (serving.#child?.exitCode !== null || performance.now() > deadline) {
        await serving[Symbol.asyncDispose]();
        throw new Error(`the service is not ready: ${said}`);
      }
      await Bun.sleep(POLL_MS);
    }
    return serving;
  }

  /** What its clients need in their environment. */
  get environment(): Record<string, string> {
    return { XDG_RUNTIME_DIR: this.#folder, XDG_STATE_HOME: this.#folder };
  }

  async #read(take: (text: string) => void): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of this.#child?.stderr ?? []) take(decoder.decode(chunk, { stream: true }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child?.kill();
    await this.#child?.exited;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
