import { reasonOf } from "../../../src/errors.ts";
import { shellLine } from "../../../src/shell_line.ts";

/** A step cannot be done here; the message says why. It is skipped then, which is neither passed nor failed. */
export class CannotRun extends Error {}

/** Of what one command wrote, so much goes into the report. */
const MOST_CHARACTERS = 12_000;

export interface Ran {
  /** Null when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

export interface RunOptions {
  readonly stdin?: string;
  /** Beside the environment of all commands. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the commands of one step, and keeps what they said for the report. */
export class Transcript {
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #cwd: string;
  readonly #signal: AbortSignal;
  #text = "";

  /** @param signal ends what runs when the step has taken too long */
  constructor(env: Readonly<Record<string, string | undefined>>, cwd: string, signal: AbortSignal) {
    this.#env = env;
    this.#cwd = cwd;
    this.#signal = signal;
  }

  /** What has been kept so far. */
  get text(): string {
    return this.#text;
  }

  /** Keeps a line that is no command's. */
  note(line: string): void {
    this.#text += `${line}\n`;
  }

  /**
   * Runs a command to its end.
   *
   * @param command program and arguments; no shell takes part
   * @throws CannotRun when there is no such program; the signal's reason when the step has taken too long
   */
  async run(command: readonly string[], options: RunOptions = {}): Promise<Ran> {
    this.note(`$ ${shellLine(command)}`);
    const ran = await this.quietly(command, options);
    this.#keep(ran.stdout);
    this.#keep(ran.stderr);
    this.note(`→ ${ran.status === null ? "ended by a signal" : `status ${ran.status}`}, ${ran.ms} ms`);
    return ran;
  }

  /** As {@link run}, for a command that is run again and again, without a word in the report. */
  async quietly(command: readonly string[], { stdin = "", env = {} }: RunOptions = {}): Promise<Ran> {
    this.#signal.throwIfAborted();
    const [program = "", ...args] = command;
    const path = Bun.which(program, { PATH: this.#env.PATH ?? "" });
    if (path === null) throw new CannotRun(`there is no ${program} on this machine`);
    const startedAt = performance.now();
    const child = this.#spawn([path, ...args], stdin, env);
    // Of a process group of its own, so that what it has started ends with it.
    const end = () => process.kill(-child.pid, "SIGKILL");
    this.#signal.addEventListener("abort", end, { once: true });
    const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
    this.#signal.removeEventListener("abort", end);
    this.#signal.throwIfAborted();
    const ms = Math.round(performance.now() - startedAt);
    return { status: child.signalCode === null ? child.exitCode : null, stdout, stderr, ms };
  }

  #spawn(command: string[], stdin: string, env: Readonly<Record<string, string>>) {
    try {
      return Bun.spawn(command, {
        ...{ stdin: new Blob([stdin]), stdout: "pipe", stderr: "pipe", detached: true },
        ...{ cwd: this.#cwd, env: { ...this.#env, ...env } },
      });
    } catch (error) {
      throw new CannotRun(`${command[0]} cannot be started: ${reasonOf(error)}`);
    }
  }

  #keep(output: string): void {
    const text = output.trimEnd();
    if (text === "") return;
    const cut = text.length - MOST_CHARACTERS;
    this.note(cut > 0 ? `[${cut} characters are left out]\n${text.slice(cut)}` : text);
  }
}
