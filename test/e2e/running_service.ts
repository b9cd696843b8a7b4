import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXECUTABLE } from "../../scripts/executable.ts";
import { ServiceStatus } from "../../src/service/control_messages.ts";
import { isRunning, LIMIT_MS, type TraceEvent } from "./program.ts";

const POLL_MS = 5;

/** A folder for sockets of its own, so that no other service is met, and what happens in it. */
export class ServicePlace implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "tts-service-"));
  readonly runtime = join(this.#folder, "run");
  readonly tracePath = join(this.#folder, "trace.ndjson");
  readonly errorsPath = join(this.#folder, "stderr");
  /** What a client, or a service, that belongs here has in its environment. */
  readonly env: Record<string, string>;

  /** @param env what else belongs to it: the address of a sound server */
  constructor(env: Record<string, string> = {}) {
    mkdirSync(this.runtime, { mode: 0o700 });
    this.env = { ...env, XDG_RUNTIME_DIR: this.runtime };
  }

  /** Runs a command of the program, such as `ctl pause`, to its end. */
  async run(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    const child = Bun.spawn([EXECUTABLE, ...words], {
      ...{ stdin: "ignore", stdout: "pipe", stderr: "pipe", timeout: LIMIT_MS },
      env: { ...process.env, ...this.env },
    });
    const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
    return { code: await child.exited, stdout, stderr };
  }

  /** Does what must not fail. @throws Error with what it says when it does */
  async ctl(...words: string[]): Promise<void> {
    const { code, stderr } = await this.run("ctl", ...words);
    if (code !== 0) throw new Error(`ctl ${words.join(" ")}: ${stderr}`);
  }

  /** What the service does now; null when there is none. */
  async status(): Promise<ServiceStatus | null> {
    const { stdout } = await this.run("status", "--json");
    const told: { running: boolean } = JSON.parse(stdout);
    return told.running ? ServiceStatus.parse(told) : null;
  }

  /** Waits until the service's status fulfils a condition. */
  async until(what: string, condition: (status: ServiceStatus) => boolean): Promise<ServiceStatus> {
    const deadline = performance.now() + LIMIT_MS;
    for (;;) {
      const status = await this.status();
      if (status !== null && condition(status)) return status;
      if (performance.now() > deadline) throw new Error(`it did not come to pass in time that ${what}`);
    }
  }

  /** Processes that run with this place in their environment: services, workers, clients. */
  processes(): number[] {
    const mark = `XDG_RUNTIME_DIR=${this.runtime}`;
    return readdirSync("/proc")
      .map(Number)
      .filter((pid) => Number.isInteger(pid) && environmentOf(pid).includes(mark) && isRunning(pid));
  }

  [Symbol.dispose](): void {
    for (const pid of this.processes()) process.kill(pid, "SIGKILL");
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The resident service of the executable, in a place of its own, with a trace. */
export class RunningService extends ServicePlace {
  #child: Bun.Subprocess | null = null;

  /**
   * Starts `serve`, and waits until model and voice are ready.
   *
   * @param args for `serve`
   * @param env what else it gets: the address of a sound server
   */
  static async start(args: readonly string[], env: Record<string, string> = {}): Promise<RunningService> {
    const service = new RunningService(env);
    const errors = openSync(service.errorsPath, "w");
    const child = Bun.spawn([EXECUTABLE, "serve", ...args, "--trace", service.tracePath], {
      stdio: ["ignore", "ignore", errors],
      env: { ...process.env, ...service.env },
    });
    closeSync(errors);
    service.#child = child;
    try {
      await service.#ready();
      return service;
    } catch (error) {
      service[Symbol.dispose]();
      throw error;
    }
  }

  /** What the service has told on stderr so far. */
  get stderr(): string {
    return readFileSync(this.errorsPath, "utf8");
  }

  /** The service's own trace as far as it has been written. */
  events(name: string): TraceEvent[] {
    if (!existsSync(this.tracePath)) return [];
    const lines = readFileSync(this.tracePath, "utf8").split("\n").slice(0, -1);
    return lines.map((line): TraceEvent => JSON.parse(line)).filter(({ event }) => event === name);
  }

  async #ready(): Promise<void> {
    const deadline = performance.now() + LIMIT_MS;
    while (!this.stderr.includes("ready, after")) {
      if (this.#child?.exitCode !== null) throw new Error(`the service ended early: ${this.stderr}`);
      if (performance.now() > deadline) throw new Error(`the service was never ready: ${this.stderr}`);
      await Bun.sleep(POLL_MS);
    }
  }
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    // It has ended, or is somebody else's.
    return [];
  }
}
