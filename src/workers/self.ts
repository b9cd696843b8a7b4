import { isCompiled } from "../compiled.ts";

/**
 * The command line that starts this same program again. On Linux through /proc, because the file at execPath may be
 * replaced by an upgrade while we run.
 */
export function selfCommand(...args: string[]): string[] {
  const executable = process.platform === "linux" ? "/proc/self/exe" : process.execPath;
  // A compiled executable carries its script inside; under the bun command it has to be named, with the flags that keep
  // the settings of the current folder out.
  return isCompiled ? [executable, ...args] : [executable, ...process.execArgv, Bun.main, ...args];
}

/**
 * The environment for {@link selfCommand}: ours without the variables that change what Bun itself does (BUN_OPTIONS,
 * BUN_BE_BUN, …). They cannot be kept from the main process, which Bun starts before any line of ours runs.
 */
export function selfEnvironment(added: Record<string, string>): Record<string, string | undefined> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("BUN_"));
  return { ...Object.fromEntries(inherited), ...added };
}

/** The environment for a worker, which then can tell whether we are still there: {@link isOrphan}. */
export function workerEnvironment(added: Record<string, string> = {}): Record<string, string | undefined> {
  return selfEnvironment({ ...added, STREAM_TTS_PARENT: String(process.pid) });
}

/**
 * Whether the process that started this worker has ended. Another one is our parent then, and not always the first process
 * of the system; the first process of a container may be the one that started us.
 */
export function isOrphan(): boolean {
  return process.env.STREAM_TTS_PARENT !== String(process.ppid);
}
