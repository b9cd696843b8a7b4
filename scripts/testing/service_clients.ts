import { rmSync } from "node:fs";
import { join } from "node:path";
import { completeLine } from "../../src/bench/feed.ts";
import type { Ledger } from "./ledger.ts";
import type { ServicePlace } from "./running_service.ts";
import { traceLines } from "./trace_lines.ts";

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
export class ServiceClients {
  readonly service: ServicePlace;
  readonly #ledger: Ledger;
  #sentences = 0;
  #traces = 0;
  #hooks = 0;

  constructor(ledger: Ledger, service: ServicePlace) {
    this.#ledger = ledger;
    this.service = service;
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
        const trace = traceLines(tracePath);
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
    const trace = () => traceLines(tracePath);
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
    const { code, stdout } = await this.service.run(["hook"], JSON.stringify(object));
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
    const { code, stderr } = await this.service.run(["ctl", ...words]);
    if (code !== 0 && !stderr.includes("(SESSION_UNKNOWN)")) throw new Error(`ctl ${words}: ${stderr}`);
  }

  #startPipe(flags: readonly string[]) {
    const tracePath = join(this.service.folder, `client-${this.#traces++}.ndjson`);
    const all = [...flags, "--server", "require", "--output", "null", "--trace", tracePath];
    const child = this.service.spawn(all, { stdio: ["pipe", "ignore", "pipe"], timeout: LIMIT_MS });
    return { child, tracePath };
  }
}
