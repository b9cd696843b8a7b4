import type { Subprocess } from "bun";
import { type CompletionServer, completionServer } from "../../scripts/setup/completion_server.ts";
import { locateModel } from "../../src/models/locate.ts";
import { LIMIT_MS, SMALL_MODEL } from "./program.ts";

const LOOK_EVERY_MS = 50;

/** llama.cpp's server with the small model, always on the same port of this machine. */
export class LlamaServer implements Disposable {
  readonly url: string;
  readonly #port: number;
  readonly #server: CompletionServer;
  #process: Subprocess | null = null;

  private constructor(server: CompletionServer) {
    this.#server = server;
    const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
    this.#port = listener.port;
    listener.stop(true);
    this.url = `http://127.0.0.1:${this.#port}`;
  }

  /** Starts a server and waits until it has loaded its model. */
  static async start(): Promise<LlamaServer> {
    const server = new LlamaServer(await completionServer());
    await server.restart();
    return server;
  }

  /** Starts it, or starts it again after {@link kill}. */
  async restart(): Promise<void> {
    const { command, env } = this.#server;
    this.#process = Bun.spawn(command(locateModel(SMALL_MODEL).path, this.#port), {
      stdio: ["ignore", "ignore", "ignore"],
      env: { ...process.env, ...env },
      timeout: LIMIT_MS,
    });
    while (!(await this.#isReady())) {
      if (this.#process.exitCode !== null) throw new Error(`the server ended: ${this.#process.exitCode}`);
      await Bun.sleep(LOOK_EVERY_MS);
    }
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    this.#process?.kill("SIGKILL");
    await this.#process?.exited;
  }

  async #isReady(): Promise<boolean> {
    const response = await fetch(`${this.url}/health`).catch(() => null);
    return response?.ok === true;
  }

  [Symbol.dispose](): void {
    this.#process?.kill("SIGKILL");
  }
}
