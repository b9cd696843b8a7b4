import { reasonOf } from "../../errors.ts";
import type { Step } from "./manager.ts";

/** A manager waits for a service to end, which takes 10 s at most. */
const LIMIT_MS = 30_000;
const PAUSE_MS = 500;

/**
 * Runs a command of the manager.
 *
 * @returns null when it went well, else why not, in one line
 * @throws the signal's reason when it is aborted
 */
export async function runStep(
  { command, tries = 1 }: Step,
  environment: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<string | null> {
  for (let tried = 1; ; tried++) {
    const failure = await runOnce(command, environment, signal);
    signal?.throwIfAborted();
    if (failure === null || tried === tries) return failure;
    await Bun.sleep(PAUSE_MS);
  }
}

async function runOnce(
  [program = "", ...args]: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<string | null> {
  const path = Bun.which(program, { PATH: environment.PATH ?? "" });
  if (path === null) return `there is no ${program} here`;
  try {
    const child = Bun.spawn([path, ...args], {
      ...{ stdin: "ignore", stdout: "ignore", stderr: "pipe" },
      ...{ env: environment, timeout: LIMIT_MS, killSignal: "SIGKILL" },
      ...(signal && { signal }),
    });
    const [complaint, code] = await Promise.all([child.stderr.text(), child.exited]);
    if (code === 0) return null;
    if (child.signalCode !== null) return `it did not end within ${LIMIT_MS / 1000} s`;
    return complaint.trim().replace(/\s+/g, " ") || `it ended with status ${code}`;
  } catch (error) {
    return reasonOf(error);
  }
}
