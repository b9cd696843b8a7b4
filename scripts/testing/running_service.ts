import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServiceStatus } from "../../src/service/control_messages.ts";
import { EXECUTABLE } from "../executable.ts";
import { readIfThere } from "../setup/stamp.ts";
import { allProcesses, isRunning, kill, readProc, wordsOf } from "./resident.ts";
import { type TraceLine, traceLines } from "./trace_lines.ts";
import { within } from "./within.ts";

/** Ends a hang; nothing is judged by it. */
const LIMIT_MS = 240_000;
const POLL_MS = 5;

/** Folders of its own, so that no other service is met, and what happens in them. */
export class ServicePlace implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "tts-service-"));
  readonly runtime = join(this.folder, "run");
  readonly state = join(this.folder, "state");
  readonly tracePath = join(this.folder, "trace.ndjson");
  readonly #errorsPath = join(this.folder, "stderr");
  readonly #executable: string;
  /** What a client, or a service, that belongs here has in its environment. */
  readonly env: Record<string, string>;
  #served: Bun.Subprocess | null = null;

  /** @param env what else belongs to it: the address of a sound server */
  constructor(env: Record<string, string> = {}, executable = EXECUTABLE) {
    mkdirSync(this.runtime, { mode: 0o700 });
    this.env = {
      ...env,
      XDG_RUNTIME_DIR: this.runtime,
      XDG_STATE_HOME: this.state,
      XDG_CONFIG_HOME: join(this.folder, "config"),
    };
    this.#executable = executable;
  }

  /** Starts the program here. */
  spawn<
    const In extends Bun.Spawn.Writable,
    const Out extends Bun.Spawn.Readable,
    const Err extends Bun.Spawn.Readable,
  >(words: readonly string[], options: Bun.Spawn.SpawnOptions<In, Out, Err>) {
    return Bun.spawn([this.#executable, ...words], { ...options, env: { ...process.env, ...this.env } });
  }

  /** Runs the program, with words such as `ctl pause`, on a whole input to its end. */
  async run(words: readonly string[], input = ""): Promise<{ code: number; stdout: string; stderr: string }> {
    const child = this.spawn(words, {
      ...{ stdio: [new Blob([input]), "pipe", "pipe"], timeout: LIMIT_MS },
    });
    const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
    return { code: await child.exited, stdout, stderr };
  }

  /** Starts `serve`, with a trace, and does not wait for it. */
  serve(args: readonly string[]): void {
    const trace = args.includes("--trace") ? [] : ["--trace", this.tracePath];
    const errors = openSync(this.#errorsPath, "w");
    this.#served = this.spawn(["serve", ...args, ...trace], { stdio: ["ignore", "ignore", errors] });
    closeSync(errors);
  }

  /** Waits until the service has said a word of its beginning; false when it has ended, or never says it. */
  async says(word: "listens at" | "ready, after"): Promise<boolean> {
    await within(LIMIT_MS, () => this.stderr.includes(word) || this.#served?.exitCode !== null);
    return this.stderr.includes(word);
  }

  /** What the service has told on stderr so far. */
  get stderr(): string {
    return readIfThere(this.#errorsPath) ?? "";
  }

  /** Does what must not fail. @throws Error with what it says when it does */
  async ctl(...words: string[]): Promise<void> {
    const { code, stderr } = await this.run(["ctl", ...words]);
    if (code !== 0) throw new Error(`ctl ${words.join(" ")}: ${stderr}`);
  }

  /** What the service does now; null when there is none. */
  async status(): Promise<ServiceStatus | null> {
    const { stdout } = await this.run(["status", "--json"]);
    const told: { running: boolean } = JSON.parse(stdout);
    return told.running ? ServiceStatus.parse(told) : null;
  }

  /** Waits until the service's status fulfils a condition. @throws Error when it never does */
  async until(what: string, condition: (status: ServiceStatus) => boolean): Promise<ServiceStatus> {
    const deadline = performance.now() + LIMIT_MS;
    for (;;) {
      const status = await this.status();
      if (status !== null && condition(status)) return status;
      if (performance.now() > deadline) throw new Error(`never: ${what}: ${JSON.stringify(status)}`);
      await Bun.sleep(POLL_MS);
    }
  }

  /** Processes that run with this place in their environment, wherever they came from: services, workers, clients. */
  processes(): number[] {
    const mark = `XDG_RUNTIME_DIR=${this.runtime}`;
    return allProcesses().filter(
      (pid) => readProc(pid, "environ").split("\0").includes(mark) && isRunning(pid),
    );
  }

  /** Those that are a service, and no worker of one. */
  services(): number[] {
    return this.processes().filter((pid) => wordsOf(pid)[1] === "serve");
  }

  [Symbol.dispose](): void {
    for (const pid of this.processes()) kill(pid);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The resident service of the executable, in a place of its own. */
export class RunningService extends ServicePlace {
  /**
   * Starts `serve`, and waits until model and voice are ready.
   *
   * @param args for `serve`
   * @param env what else it gets: the address of a sound server
   */
  static async start(args: readonly string[], env: Record<string, string> = {}): Promise<RunningService> {
    const service = new RunningService(env);
    service.serve(args);
    if (await service.says("ready, after")) return service;
    const { stderr } = service;
    service[Symbol.dispose]();
    throw new Error(`the service is not ready: ${stderr}`);
  }

  /** The service's own trace as far as it has been written. */
  events(name: string): TraceLine[] {
    return traceLines(this.tracePath).filter(({ event }) => event === name);
  }
}
