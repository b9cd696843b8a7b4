import { reasonOf } from "../errors.ts";

/** A command that could not be started, ended with a status other than 0, or took longer than its limit. */
export class CommandFailed extends Error {
  /** The last lines that the command wrote, for the person who has to find the cause. */
  readonly output: string;

  constructor(message: string, output: string) {
    super(output === "" ? message : `${message}\n${output}`);
    this.name = "CommandFailed";
    this.output = output;
  }
}

const TAIL_LINES = 30;

/**
 * Runs a command to its end without a standard input (the caller's own belongs to the program that set-up starts).
 *
 * @param command program and arguments; no shell takes part
 * @param limitMs time after which the command is killed, in ms
 * @param options `onStderr` is told what a command that succeeded wrote there
 * @returns what it wrote to stdout
 * @throws CommandFailed with the last lines of both streams; the signal's reason, when that has ended the command
 */
export async function run(
  command: readonly string[],
  limitMs: number,
  options: {
    cwd?: string;
    env?: Record<string, string>;
    onStderr?: (text: string) => void;
    signal?: AbortSignal | undefined;
  } = {},
): Promise<string> {
  const name = command.slice(0, 4).join(" ");
  let child: Bun.Subprocess<"ignore", "pipe", "pipe">;
  try {
    child = Bun.spawn([...command], {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      timeout: limitMs,
      killSignal: "SIGKILL",
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      env: { ...process.env, ...options.env },
    });
  } catch (error) {
    throw new CommandFailed(`${name}: ${reasonOf(error)}`, "");
  }
  const [out, err, status] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  options.signal?.throwIfAborted();
  if (status === 0) {
    options.onStderr?.(err);
    return out;
  }
  const tail = `${out}\n${err}`.trim().split("\n").slice(-TAIL_LINES).join("\n");
  const ended = child.signalCode === null ? `status ${status}` : `signal ${child.signalCode}`;
  throw new CommandFailed(`${name}: ended with ${ended}`, tail);
}
