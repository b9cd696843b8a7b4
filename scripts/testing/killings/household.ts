import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Ends a hang; nothing is judged by it. */
const LIMIT_MS = 120_000;
const POLL_MS = 5;

/** A process of the program. */
export interface Member {
  readonly pid: number;
  readonly parent: number;
  /** The words of its command line. */
  readonly words: readonly string[];
}

/** Processes of the program that find each other and nobody else, by a runtime folder of their own. */
export class Household implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "killings-"));
  readonly environment: Record<string, string | undefined>;
  readonly #executable: string;

  /** @param environment what is added to ours, for the sound */
  constructor(executable: string, environment: Record<string, string>) {
    this.#executable = executable;
    this.environment = {
      ...process.env,
      ...environment,
      ...{ XDG_RUNTIME_DIR: this.folder, XDG_STATE_HOME: this.folder },
    };
  }

  /** Starts the program. */
  start<const Out extends "pipe" | "ignore">(stdout: Out, ...words: string[]) {
    return Bun.spawn([this.#executable, ...words], {
      ...{ stdio: ["pipe", stdout, "pipe"], cwd: this.folder, env: this.environment, timeout: LIMIT_MS },
    });
  }

  /** Runs the program on a whole input. */
  async run(words: readonly string[], stdin = "") {
    const child = this.start("pipe", ...words);
    child.stdin.write(stdin);
    child.stdin.end();
    const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
    return { code: await child.exited, stdout, stderr };
  }

  /** Every process that lives and has this folder for its runtime files, wherever it came from. */
  members(): Member[] {
    const mark = `XDG_RUNTIME_DIR=${this.folder}`;
    return readdirSync("/proc").flatMap((name) => {
      const pid = Number(name);
      if (!Number.isInteger(pid) || !readProc(pid, "environ").split("\0").includes(mark)) return [];
      const status = readProc(pid, "status");
      const parent = Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]);
      if (status === "" || /^State:\s+Z/m.test(status)) return [];
      return [{ pid, parent, words: readProc(pid, "cmdline").split("\0").slice(0, -1) }];
    });
  }

  [Symbol.dispose](): void {
    for (const { pid } of this.members()) kill(pid);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** kill -9; of a process that has ended meanwhile, nothing. */
export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It was quicker.
  }
}

/** Waits for something that must come to pass; false when it did not within the limit. */
export async function within(limitMs: number, condition: () => boolean): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > deadline) return false;
    await Bun.sleep(POLL_MS);
  }
  return true;
}

/** A file of a process in /proc; empty when it has ended. */
function readProc(pid: number, file: "environ" | "status" | "cmdline"): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
