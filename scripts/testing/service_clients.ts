import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { completeLine } from "../../src/bench/feed.ts";
import { ServiceStatus } from "../../src/service/control_messages.ts";
import { EXECUTABLE } from "../executable.ts";
import { type Ledger, type TraceLine, traceLines } from "./ledger.ts";

const LIMIT_MS = 300_000;
const POLL_MS = 20;
/** More than it can say before it is killed. */
const KILLED_SENTENCES = 12;
/** Sentences that a pipe is given at a time, and the pause until the next ones. */
const BATCH = 10;
const BATCH_PAUSE_MS = 40;

/** A pipe that is given sentences as they come. */
export interface OpenPipe {
  readonly pid: number;
  say(count: number): void;
  /** Resolves when all was spoken. @throws Error when it failed */
  end(): Promise<void>;
}

/** Who uses a service in a soak: pipes, hooks and people at a terminal. All that is given to them stands in the ledger. */
export class ServiceClients implements Disposable {
  readonly #ledger: Ledger;
  readonly #env: Record<string, string | undefined>;
  readonly #folder = mkdtempSync(join(tmpdir(), "tts-clients-"));
  #sentences = 0;
  #traces = 0;
  #hooks = 0;

  /** @param environment by which clients find the service */
  constructor(ledger: Ledger, environment: Record<string, string>) {
    this.#ledger = ledger;
    this.#env = { ...process.env, ...environment };
  }

  /** Hook processes so far. */
  get hooks(): number {
    return this.#hooks;
  }

  /** Sentences of which no two are the same. */
  sentences(count: number, isKilled = false): string[] {
    return Array.from({ length: count }, () => {
      const sentence = `Part ${++this.#sentences} of the work is finished now.`;
      this.#ledger.give(sentence, isKilled);
      return sentence;
    });
  }

  /** Speaks sentences by a pipe of its own, a message each. */
  async pipe(count: number, flags: readonly string[]): Promise<void> {
    const pipe = this.open(flags);
    for (let at = 0; at < count; at += BATCH) {
      if (at > 0) await Bun.sleep(BATCH_PAUSE_MS);
      pipe.say(Math.min(BATCH, count - at));
    }
    await pipe.end();
  }

  /** A pipe that stays open. */
  open(flags: readonly string[]): OpenPipe {
    const { child, tracePath } = this.#startPipe(flags);
    return {
      pid: child.pid,
      say: (count) => {
        for (const sentence of this.sentences(count)) child.stdin.write(completeLine(sentence, sentence));
        child.stdin.flush();
      },
      end: async () => {
        child.stdin.end();
        const [code, stderr] = await Promise.all([child.exited, child.stderr.text()]);
        const trace = traceLines(readTrace(tracePath));
        this.#ledger.take(trace);
        rmSync(tracePath);
        // A sentence that could not be translated is told by the code, too.
        if (code !== 0 && !trace.some(({ event }) => event === "fault"))
          throw new Error(`a pipe ended with ${code}: ${stderr}`);
      },
    };
  }

  /** A pipe that is killed in the middle of what it says. */
  async killedPipe(flags: readonly string[]): Promise<void> {
    const { child, tracePath } = this.#startPipe(flags);
    for (const sentence of this.sentences(KILLED_SENTENCES, true))
      child.stdin.write(completeLine(sentence, sentence));
    child.stdin.flush();
    const trace = (): TraceLine[] => traceLines(readTrace(tracePath));
    const isUnderWay = () => trace().some(({ event }) => event === "audio" || event === "skipped");
    while (child.exitCode === null && !isUnderWay()) await Bun.sleep(POLL_MS);
    child.kill("SIGKILL");
    await child.exited;
    this.#ledger.take(trace(), true);
    rmSync(tracePath);
  }

  /** Hands a hook's object over, by a process of its own. */
  async hook(object: object): Promise<void> {
    this.#hooks++;
    const { code, stdout } = await this.run(["hook"], JSON.stringify(object));
    if (code !== 0 || stdout !== "") throw new Error(`a hook ended with ${code} and said ${stdout}`);
  }

  /** A turn of an agent's session: the user writes, the agent says some messages, the turn ends with the last of them. */
  async turn(session_id: string, messages: number): Promise<void> {
    await this.hook({ hook_event_name: "UserPromptSubmit", session_id, prompt: "Go on." });
    let last_assistant_message = "";
    for (let message = 0; message < messages; message++) {
      const lines = this.sentences(3);
      const message_id = `${session_id}-${lines[0]}`;
      for (const [index, line] of lines.entries()) {
        const place = { message_id, index, final: index === lines.length - 1 };
        await this.hook({ hook_event_name: "MessageDisplay", session_id, ...place, delta: `${line}\n` });
      }
      last_assistant_message = lines.join("\n");
    }
    await this.hook({ hook_event_name: "Stop", session_id, last_assistant_message });
  }

  async endOf(session_id: string): Promise<void> {
    await this.hook({ hook_event_name: "SessionEnd", session_id, reason: "exit" });
  }

  /** Steers; a session that is over by now is no fault. */
  async ctl(...words: string[]): Promise<void> {
    const { code, stderr } = await this.run(["ctl", ...words]);
    if (code !== 0 && !stderr.includes("(SESSION_UNKNOWN)")) throw new Error(`ctl ${words}: ${stderr}`);
  }

  async status(): Promise<ServiceStatus> {
    const { stdout, stderr } = await this.run(["status", "--json"]);
    const status = ServiceStatus.safeParse(JSON.parse(stdout)).data;
    if (status === undefined) throw new Error(`there is no service: ${stdout}${stderr}`);
    return status;
  }

  /** Waits until the service is as it should be. @throws Error when it never is */
  async until(what: string, isSo: (status: ServiceStatus) => boolean): Promise<ServiceStatus> {
    const deadline = performance.now() + LIMIT_MS;
    for (let status = await this.status(); ; status = await this.status()) {
      if (isSo(status)) return status;
      if (performance.now() > deadline) throw new Error(`${what} never came: ${JSON.stringify(status)}`);
      await Bun.sleep(POLL_MS);
    }
  }

  async run(words: readonly string[], input = ""): Promise<{ code: number; stdout: string; stderr: string }> {
    const child = Bun.spawn([EXECUTABLE, ...words], {
      ...{ stdin: new Blob([input]), stdout: "pipe", stderr: "pipe", timeout: LIMIT_MS },
      env: this.#env,
    });
    const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
    return { code: await child.exited, stdout, stderr };
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #startPipe(flags: readonly string[]) {
    const tracePath = join(this.#folder, `${this.#traces++}.ndjson`);
    const all = [...flags, "--server", "require", "--output", "null", "--trace", tracePath];
    const child = Bun.spawn([EXECUTABLE, ...all], {
      ...{ stdin: "pipe", stdout: "ignore", stderr: "pipe", timeout: LIMIT_MS },
      env: this.#env,
    });
    return { child, tracePath };
  }
}

function readTrace(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Its writer has not come that far.
    return "";
  }
}
