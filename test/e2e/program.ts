import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Subprocess } from "bun";
import { EXECUTABLE } from "../../scripts/executable.ts";
import { workersOf } from "../../scripts/testing/resident.ts";
import { type TraceLine, traceLines } from "../../scripts/testing/trace_lines.ts";

/** Ends a hang; nothing is judged by it. */
export const LIMIT_MS = 240_000;
const POLL_MS = 5;

export const SMALL_MODEL = "qwen2.5-coder-0.5b-instruct-q4_k_m";

/** A run of the program with a folder of its own for what it writes. */
export class Program implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "stream-tts-bun-"));
  readonly #runtime = mkdtempSync(join(tmpdir(), "tts-run-"));
  readonly wav = join(this.folder, "out.wav");
  readonly tracePath = join(this.folder, "trace.ndjson");
  readonly #command: readonly string[];
  #child: Subprocess<"pipe", "pipe", "pipe"> | null = null;
  #stderr: Promise<string> = Promise.resolve("");

  /** @param command what starts the program; it is started in `folder` */
  constructor(command: readonly string[] = [EXECUTABLE]) {
    this.#command = command;
  }

  /** Starts the program; `--trace` is added unless the arguments say otherwise. */
  start(args: string[], env: Record<string, string> = {}): Subprocess<"pipe", "pipe", "pipe"> {
    const hasTrace = ["--trace", "translate", "bench", "doctor", "models", "voices", "--help"].some((word) =>
      args.includes(word),
    );
    this.#child = Bun.spawn([...this.#command, ...args, ...(hasTrace ? [] : ["--trace", this.tracePath])], {
      stdio: ["pipe", "pipe", "pipe"],
      cwd: this.folder,
      // Of its own: a service that runs on this machine is nobody's business here.
      env: { ...process.env, XDG_RUNTIME_DIR: this.#runtime, ...env },
      timeout: LIMIT_MS,
    });
    this.#stderr = new Response(this.#child.stderr).text();
    return this.#child;
  }

  /** Runs the program on a whole input. */
  async run(args: string[], stdin: string | Uint8Array, env: Record<string, string> = {}) {
    const child = this.start(args, env);
    child.stdin.write(stdin);
    child.stdin.end();
    const stdout = await new Response(child.stdout).text();
    return { code: await child.exited, stdout, stderr: await this.stderr() };
  }

  /** Everything on stderr; resolves when the program has ended. */
  stderr(): Promise<string> {
    return this.#stderr;
  }

  /** The trace as far as it has been written. */
  trace(): TraceLine[] {
    return traceLines(this.tracePath);
  }

  events(name: string): TraceLine[] {
    return this.trace().filter((event) => event.event === name);
  }

  /** Waits until the trace fulfils a condition. */
  async until(condition: (trace: TraceLine[]) => boolean): Promise<void> {
    const deadline = performance.now() + LIMIT_MS;
    while (!condition(this.trace())) {
      if (this.#child?.exitCode !== null) throw new Error(`the program ended early: ${await this.stderr()}`);
      if (performance.now() > deadline) throw new Error("the trace never got there");
      await Bun.sleep(POLL_MS);
    }
  }

  /** Process ids of the native workers of one kind. */
  workers(kind: "translator" | "voice"): number[] {
    return workersOf(this.#child?.pid ?? 0, kind);
  }

  /** PCM frames of the WAV file that was written; throws when it is no valid file. */
  samples(): Int16Array {
    return readWav(this.wav);
  }

  [Symbol.dispose](): void {
    this.#child?.kill("SIGKILL");
    for (const folder of [this.folder, this.#runtime]) rmSync(folder, { recursive: true, force: true });
  }
}

/** One line of Claude Code's stream-json with one block of text. */
export function assistant(text: string): string {
  return `${JSON.stringify({ type: "assistant", message: { role: "assistant", content: [{ type: "text", text }] } })}\n`;
}

/** The PCM frames of a mono int16 WAV file at 48,000 Hz whose header tells the truth about its length. */
export function readWav(path: string): Int16Array {
  const bytes = Uint8Array.from(readFileSync(path));
  const view = new DataView(bytes.buffer);
  const tag = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  const found = [
    tag(0),
    tag(8),
    view.getUint32(4, true) + 8,
    view.getUint16(22, true),
    view.getUint32(24, true),
    view.getUint32(40, true) + 44,
  ];
  const expected = ["RIFF", "WAVE", bytes.length, 1, 48_000, bytes.length];
  if (JSON.stringify(found) !== JSON.stringify(expected)) throw new Error(`not a valid WAV: ${found}`);
  return new Int16Array(bytes.buffer, 44);
}

/** Japanese of every utterance, from the clauses of the trace. */
export function translations(program: Program): string[] {
  const texts: string[] = [];
  for (const { id, ja } of program.events("clause")) texts[Number(id)] = (texts[Number(id)] ?? "") + ja;
  return texts;
}
